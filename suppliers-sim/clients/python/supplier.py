#!/usr/bin/env python3
"""A supplier: accepts and ships every order, changed or not; a change of what is sent it leaves to people.

    supplier.py HUB CERTIFICATE CA [EVENTS], e.g. 127.0.0.1:7440 certs/supplier-1 certs/ca.pem

Ends after EVENTS orders and changes. Keeps its place in the feed in CERTIFICATE.cursor. What it
sends follows from the event that it answers: repeated after a crash, it is the same again.
"""
import os, pathlib, sys, time, uuid
import grpc
from headwater.v1 import delivery_pb2, document_pb2, exchange_pb2, exchange_pb2_grpc, ordering_pb2

HUB, ME, CA = sys.argv[1:4] if len(sys.argv) > 3 else sys.exit(__doc__)
CURSOR, EVENTS = ME + ".cursor", int(sys.argv[4]) if len(sys.argv) > 4 else None
AGAIN = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED)
BROKEN = AGAIN + (grpc.StatusCode.CANCELLED, grpc.StatusCode.UNKNOWN, grpc.StatusCode.INTERNAL)  # a cut stream
credentials = grpc.ssl_channel_credentials(*(open(path, "rb").read() for path in (CA, ME + ".key", ME + ".pem")))
hub = exchange_pb2_grpc.ExchangeServiceStub(grpc.secure_channel(HUB, credentials))


def call(name, method, request):
    while True:
        try:
            return method(request, timeout=30)
        except grpc.RpcError as refusal:
            if refusal.code() in (grpc.StatusCode.ABORTED, grpc.StatusCode.FAILED_PRECONDITION):  # for a person
                return print(f"{name} was not taken, see to it: {refusal.details()}", flush=True)
            if refusal.code() not in AGAIN:
                sys.exit(f"{name} was refused: {refusal.details()}")
            print(f"{name} waits: {refusal.details()}", file=sys.stderr, flush=True)
            time.sleep(1)


def answer(order, event, kind, number, **body):
    document = document_pb2.Document(
        document_id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{order.receiver_gln}/{kind}/{number}")),
        number=number, sender_gln=order.receiver_gln, receiver_gln=order.sender_gln,
        issue_time=event.commit_time, in_response_to=order.document_id, **body)
    return call(number, hub.Submit, exchange_pb2.SubmitRequest(request_id=document.document_id, document=document))


def handle(event):
    order, lines, name = event.document, event.document.order.lines, event.document.number
    if event.document.HasField("order_change"):  # all lines anew; where to ship them, the order says
        request = exchange_pb2.GetDocumentRequest(document_id=order.in_response_to)
        order = call(name, hub.GetDocument, request).event.document
        lines, name = event.document.order_change.lines, f"{order.number}/v{event.version}"
    response = ordering_pb2.OrderResponse(order_number=order.number, lines=[ordering_pb2.OrderResponseLine(
        line_number=line.line_number, splits=[ordering_pb2.OrderResponseSplit(
            quantity=line.quantity, outcome="RESPONSE_OUTCOME_ACCEPTED")]) for line in lines])
    digits = f"0{order.receiver_gln[:7]}{event.sequence:09d}"
    check_digit = -sum(int(digit) * (3 if i % 2 == 0 else 1) for i, digit in enumerate(digits)) % 10
    unit = delivery_pb2.LogisticUnit(sscc=f"{digits}{check_digit}", lines=[delivery_pb2.DespatchLine(
        line_number=line.line_number, order_number=order.number, order_line_number=line.line_number, item=line.item,
        quantity=line.quantity, remainder="REMAINDER_TO_FOLLOW") for line in lines])
    advice = delivery_pb2.DespatchAdvice(
        ship_to_gln=order.order.ship_to_gln, despatch_time=event.commit_time, logistic_units=[unit],
        estimated_arrival_time={"seconds": event.commit_time.seconds + 172800})
    if (answer(order, event, "response", "R-" + name, base_version=event.version, order_response=response)
            and answer(order, event, "despatch", "D-" + name, despatch_advice=advice)):
        print(f"{order.number}: accepted and despatched", flush=True)


handled, sequence = 0, int(open(CURSOR).read()) if os.path.exists(CURSOR) else 0
while EVENTS is None or handled < EVENTS:
    try:
        request = exchange_pb2.SubscribeRequest(after_sequence=sequence, kinds=["order", "order_change"])
        for batch in hub.Subscribe(request):
            for event in batch.events:
                handle(event)
            handled, sequence = handled + len(batch.events), batch.through_sequence
            pathlib.Path(CURSOR + ".new").write_text(str(sequence))
            os.replace(CURSOR + ".new", CURSOR)
            if EVENTS is not None and handled >= EVENTS:
                break
    except grpc.RpcError as error:
        if error.code() not in BROKEN:
            sys.exit(f"the feed was refused: {error.details()}")
        print(f"the feed waits: {error.details()}", file=sys.stderr, flush=True)
        time.sleep(1)
