from driving import check, shims

check(shims.connect_sync, "the nearest", "connect_sync")
check(lambda: shims.connect_for_sync("me"), "the nearest to me", "connect_for_sync")
check(lambda: shims.answer_sync("why"), "whywhy", "answer_sync")
