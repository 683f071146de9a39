#!/usr/bin/env python3
"""A supplier: accepts and ships every order, changed or not; a change of what is sent it leaves to people.

    supplier.py HUB CERTIFICATE CA [EVENTS], e.g. 127.0.0.1:7440 certs/supplier-1 certs/ca.pem

Ends after EVENTS orders and changes. Keeps its place in the feed in CERTIFICATE.cursor. What it
sends follows from the event that it answers: repeated after a crash, it is the same again."""
import os, pathlib, signal, sys, time, uuid
os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # what goes wrong is told below
import grpc
from headwater.v1 import exchange_pb2 as v1, exchange_pb2_grpc

HUB, ME, CA = sys.argv[1:4] if len(sys.argv) > 3 else sys.exit(__doc__)
CURSOR, EVENTS = ME + ".cursor", float(sys.argv[4] if len(sys.argv) > 4 else "inf")
AGAIN = ("UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED")
credentials = grpc.ssl_channel_credentials(*(open(path, "rb").read() for path in (CA, ME + ".key", ME + ".pem")))
channel = grpc.secure_channel(HUB, credentials, [("grpc.max_reconnect_backoff_ms", 5000)])
channel.subscribe(lambda state: None)  # a channel that is watched connects while nobody calls
hub = exchange_pb2_grpc.ExchangeServiceStub(channel)
signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it, anywhere: nothing is lost


def wait(name, error, codes):
    if error.code().name not in codes:
        sys.exit(f"{name} was refused: {error.details()}")
    if error.details() not in told:  # each once, until the feed goes on
        print(f"{name} waits: {error.details()}; is {HUB} up, and do {ME}.pem and {CA} fit it?", file=sys.stderr)
    told.add(error.details())
    time.sleep(1)


def call(name, method, request):
    while True:
        try:
            return method(request, timeout=30)
        except grpc.RpcError as refusal:
            if refusal.code().name in ("ABORTED", "FAILED_PRECONDITION"):  # for a person
                return print(f"{name} was not taken, see to it: {refusal.details()}", flush=True)
            wait(name, refusal, AGAIN)


def answer(order, event, kind, number, **body):
    name = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{order.receiver_gln}/{kind}/{number}"))
    return call(f"{number} for {order.number}", hub.Submit, v1.SubmitRequest(request_id=name, document=dict(
        document_id=name, number=number, sender_gln=order.receiver_gln, receiver_gln=order.sender_gln,
        issue_time=event.commit_time, in_response_to=order.document_id, **body)))


def handle(event):
    order, lines = event.document, event.document.order.lines
    if event.document.HasField("order_change"):  # all lines anew; where to ship them, the order says
        request = v1.GetDocumentRequest(document_id=order.in_response_to)
        order, lines = call(order.number, hub.GetDocument, request).event.document, order.order_change.lines
    response = dict(order_number=order.number, lines=[dict(line_number=line.line_number, splits=[
        dict(quantity=line.quantity, outcome="RESPONSE_OUTCOME_ACCEPTED")]) for line in lines])
    digits = f"0{order.receiver_gln[:7]}{event.sequence:09d}"
    check_digit = -sum(int(digit) * (3 if i % 2 == 0 else 1) for i, digit in enumerate(digits)) % 10
    unit = dict(sscc=f"{digits}{check_digit}", lines=[dict(
        line_number=line.line_number, order_number=order.number, order_line_number=line.line_number, item=line.item,
        quantity=line.quantity, remainder="REMAINDER_TO_FOLLOW") for line in lines])
    advice = dict(ship_to_gln=order.order.ship_to_gln, logistic_units=[unit], despatch_time=event.commit_time,
                  estimated_arrival_time=dict(seconds=event.commit_time.seconds + 172800))
    if (answer(order, event, "response", f"R-{event.sequence}", base_version=event.version, order_response=response)
            and answer(order, event, "despatch", f"D-{event.sequence}", despatch_advice=advice)):
        print(f"{order.number}: accepted and despatched", flush=True)


handled, sequence, told = 0, int(open(CURSOR).read()) if os.path.exists(CURSOR) else 0, set()
while handled < EVENTS:
    try:
        for batch in hub.Subscribe(v1.SubscribeRequest(after_sequence=sequence, kinds=["order", "order_change"])):
            for event in batch.events:
                handle(event)
            handled, sequence, told = handled + len(batch.events), batch.through_sequence, set()
            pathlib.Path(CURSOR + ".new").write_text(str(sequence))
            os.replace(CURSOR + ".new", CURSOR)
            if handled >= EVENTS:
                break
    except grpc.RpcError as error:
        wait("the feed", error, AGAIN + ("CANCELLED", "UNKNOWN", "INTERNAL"))  # a stream that was cut
