"""Those whom identity asks: FranceConnect for who logs in, the organismes' gateways for who holds a NIR."""
