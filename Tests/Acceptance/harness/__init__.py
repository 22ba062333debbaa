"""What the acceptance tests stand on: a bridge process, terminals, webhook receivers and their bookkeeping."""
