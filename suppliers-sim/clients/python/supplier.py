#!/usr/bin/env python3
"""A supplier: follows its feed, accepts every order and announces the shipment.

    supplier.py HUB CERTIFICATE CA [ORDERS], e.g. 127.0.0.1:7440 certs/supplier-1 certs/ca.pem

Ends after ORDERS orders. Keeps its place in the feed in CERTIFICATE.cursor. What it sends
follows from the event that it answers: repeated after a crash, it is the same again.
"""
import os, pathlib, sys, time, uuid
import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from headwater.v1 import delivery_pb2, document_pb2, exchange_pb2, exchange_pb2_grpc, ordering_pb2

HUB, ME, CA = sys.argv[1:4]
CURSOR, ORDERS = ME + ".cursor", int(sys.argv[4]) if len(sys.argv) > 4 else None
AGAIN = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED)
BROKEN = AGAIN + (grpc.StatusCode.CANCELLED, grpc.StatusCode.UNKNOWN, grpc.StatusCode.INTERNAL)  # a cut stream
credentials = grpc.ssl_channel_credentials(*(open(path, "rb").read() for path in (CA, ME + ".key", ME + ".pem")))
hub = exchange_pb2_grpc.ExchangeServiceStub(grpc.secure_channel(HUB, credentials))


def submit(document):
    request = exchange_pb2.SubmitRequest(request_id=document.document_id, document=document)
    while True:
        try:
            return hub.Submit(request, timeout=30).receipt
        except grpc.RpcError as refusal:
            if refusal.code() in (grpc.StatusCode.ABORTED, grpc.StatusCode.FAILED_PRECONDITION):  # for a person
                return print(f"{document.number} was not taken, see to it: {refusal.details()}", flush=True)
            if refusal.code() not in AGAIN:
                sys.exit(f"{document.number} was refused: {refusal.details()}")
            time.sleep(1)


def answer(order, event, kind, number, **body):
    return document_pb2.Document(
        document_id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{order.receiver_gln}/{kind}/{number}")),
        number=number, sender_gln=order.receiver_gln, receiver_gln=order.sender_gln,
        issue_time=event.commit_time, in_response_to=order.document_id, **body)


def sscc(gln, serial):
    digits = f"0{gln[:7]}{serial:09d}"
    return digits + str(-sum(int(digit) * (3 if i % 2 == 0 else 1) for i, digit in enumerate(digits)) % 10)


def handle_order(event):
    order, lines = event.document, event.document.order.lines
    response = ordering_pb2.OrderResponse(order_number=order.number, lines=[
        ordering_pb2.OrderResponseLine(line_number=line.line_number, splits=[
            ordering_pb2.OrderResponseSplit(quantity=line.quantity, outcome="RESPONSE_OUTCOME_ACCEPTED")])
        for line in lines])
    if not submit(answer(order, event, "response", "R-" + order.number, base_version=1, order_response=response)):
        return
    unit = delivery_pb2.LogisticUnit(sscc=sscc(order.receiver_gln, event.sequence), lines=[
        delivery_pb2.DespatchLine(line_number=line.line_number, order_number=order.number,
                                  order_line_number=line.line_number, item=line.item,
                                  quantity=line.quantity, remainder="REMAINDER_TO_FOLLOW") for line in lines])
    advice = delivery_pb2.DespatchAdvice(ship_to_gln=order.order.ship_to_gln, despatch_time=event.commit_time,
                                         estimated_arrival_time=Timestamp(seconds=event.commit_time.seconds + 172800),
                                         logistic_units=[unit])
    if submit(answer(order, event, "despatch", "D-" + order.number, despatch_advice=advice)):
        print(f"{order.number}: accepted and despatched", flush=True)


handled, sequence = 0, int(open(CURSOR).read()) if os.path.exists(CURSOR) else 0
while ORDERS is None or handled < ORDERS:
    try:
        for batch in hub.Subscribe(exchange_pb2.SubscribeRequest(after_sequence=sequence, kinds=["order"])):
            for event in batch.events:
                handle_order(event)
            handled, sequence = handled + len(batch.events), batch.through_sequence
            pathlib.Path(CURSOR + ".new").write_text(str(sequence))
            os.replace(CURSOR + ".new", CURSOR)
            if ORDERS is not None and handled >= ORDERS:
                break
    except grpc.RpcError as error:
        if error.code() not in BROKEN:
            sys.exit(f"the feed was refused: {error.details()}")
        time.sleep(1)
