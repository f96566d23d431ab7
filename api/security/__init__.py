"""What stands between the network and the areas: who asks, forged forms, headers, limits of requests."""
