"""A synchronous program: one event loop for all calls, so that a connection lives on."""

import sys
from concurrent.futures import ThreadPoolExecutor

from shop_persistent import Shop_order_sync, connect_sync, price_sync

port = int(sys.argv[1])
with connect_sync(port) as shop:
    print("two mochi cost", Shop_order_sync(shop, "mochi", 2))
    print("three matcha cost", Shop_order_sync(shop, "matcha", count=3))
    try:
        Shop_order_sync(shop, "bread")
    except LookupError as error:
        print("there is no", error)
with ThreadPoolExecutor(3) as pool:
    items = ["mochi", "matcha", "sencha"]
    print("from three threads:", dict(zip(items, pool.map(price_sync, [port] * 3, items))))
