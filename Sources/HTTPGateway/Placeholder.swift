// HTTPGateway
