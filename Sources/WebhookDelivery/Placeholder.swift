// WebhookDelivery
