# python_threads.py - 2,000 threads with locks, conditions, queues, events, semaphores and a barrier. What it
# prints does not depend on the order in which they run.
import queue
import sys
import threading

THREADS = 2000
ITEMS = 5
threading.stack_size(256 * 1024)


def run(target, count):
    threads = [threading.Thread(target=target, args=(i,)) for i in range(count)]
    for t in threads:
        t.start()
    return threads


def join(threads):
    for t in threads:
        t.join()


# All alive at once: each counts under a lock, waits for an event, passes a barrier.
lock, started, go = threading.Lock(), threading.Semaphore(0), threading.Event()
barrier = threading.Barrier(THREADS)
count = passed = first = 0
local = threading.local()


def crowd(i):
    global count, passed, first
    local.value = i
    with lock:
        count += 1
    started.release()
    go.wait()
    if barrier.wait() == 0:
        with lock:
            first += 1
    assert local.value == i
    with lock:
        passed += 1


threads = run(crowd, THREADS)
for _ in range(THREADS):
    started.acquire()
print("alive", threading.active_count() - 1, "counted", count)
go.set()
join(threads)
print("passed", passed, "first", first)

# A bounded queue between producers and consumers.
items, total, total_lock = queue.Queue(50), 0, threading.Lock()


def produce(i):
    for n in range(ITEMS):
        items.put(i * ITEMS + n)


def consume(i):
    global total
    while (item := items.get()) is not None:
        with total_lock:
            total += item
        items.task_done()
    items.task_done()


consumers = run(consume, THREADS // 4)
producers = run(produce, THREADS - THREADS // 4)
join(producers)
items.join()
for _ in consumers:
    items.put(None)
join(consumers)
print("items add up to", total)

# A turn that goes round by a condition, with waits that time out on the way.
turn, condition, order = 0, threading.Condition(), []


def take_turns(i):
    global turn
    with condition:
        while turn != i:
            condition.wait(0.5 if i % 2 else None)
        order.append(i)
        turn += 1
        condition.notify_all()


join(run(take_turns, 100))
print("turns in order:", order == list(range(100)))

# An exception ends its thread alone.
raised = []
threading.excepthook = lambda args: raised.append(str(args.exc_value))


def fail(i):
    raise ValueError(i)


join(run(fail, 20))
print("raised", len(raised), "alive", threading.active_count() - 1)
sys.exit(7)
