"""A synchronous program: every call has an event loop of its own."""

import sys

from shop_per_call import price_sync, prices_sync

port = int(sys.argv[1])
print("a mochi costs", price_sync(port, "mochi"))
for item, price in prices_sync(port, "matcha", "sencha"):
    print("a", item, "costs", price)
try:
    price_sync(port, "bread")
except LookupError as error:
    print("there is no", error)
