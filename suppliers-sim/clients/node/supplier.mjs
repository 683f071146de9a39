// A supplier: follows its feed, accepts every order, changed or not, and announces the
// shipment. A change of what is sent already it tells, and leaves to people.
//
//   node supplier.mjs HUB CERTIFICATE CA PROTOS [EVENTS]     for example
//   node supplier.mjs 127.0.0.1:7440 certs/supplier-1 certs/ca.pem ../../../api
//
// Ends after EVENTS orders and changes where given. Its place in the feed is kept in
// CERTIFICATE.cursor. What it sends follows from the event that it answers, ids and
// times included, so whatever is repeated after a crash is the same document again.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

const [hubAddress, me, ca, protos, eventsWanted] = process.argv.slice(2);
if (!protos) {
  console.error("node supplier.mjs HUB CERTIFICATE CA PROTOS [EVENTS]");
  process.exit(2);
}
const cursorFile = `${me}.cursor`;
const { UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, CANCELLED, UNKNOWN, INTERNAL,
  ABORTED, FAILED_PRECONDITION } = grpc.status;
const again = [UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED];
// How a stream may end that is cut off.
const broken = [...again, CANCELLED, UNKNOWN, INTERNAL];

const contract = grpc.loadPackageDefinition(
  loadSync("headwater/v1/exchange.proto", {
    includeDirs: [protos], keepCase: true, longs: String, enums: String, bytes: Buffer,
    arrays: true,
  }),
).headwater.v1;
const credentials = grpc.credentials.createSsl(
  readFileSync(ca), readFileSync(`${me}.key`), readFileSync(`${me}.pem`));
const hub = new contract.ExchangeService(hubAddress, credentials);

// The same text gives the same id: a repeated answer is the same document.
function nameUuid(text) {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function sscc(gln, serial) {
  const digits = `0${gln.slice(0, 7)}${String(serial).padStart(9, "0")}`;
  const total = [...digits].reduce((sum, digit, i) => sum + Number(digit) * (i % 2 ? 1 : 3), 0);
  return digits + ((10 - (total % 10)) % 10);
}

// What the hub says; undefined where it did not take it. What does not fit what the hub
// knows, such as an answer to an order that has changed or ended since, is for a person to
// see to; the feed goes on.
async function call(name, method, request) {
  for (;;) {
    const { error, response } = await new Promise((done) => {
      hub[method](request, { deadline: Date.now() + 30_000 },
        (failure, answered) => done({ error: failure, response: answered }));
    });
    if (!error) return response;
    if ([ABORTED, FAILED_PRECONDITION].includes(error.code)) {
      console.log(`${name} was not taken, see to it: ${error.details}`);
      return undefined;
    }
    if (!again.includes(error.code)) {
      console.error(`${name} was refused: ${error.details}`);
      process.exit(1);
    }
    console.error(`${name} waits: ${error.details}`);
    await pause(1000);
  }
}

function answer(order, event, kind, number, body) {
  const document = {
    document_id: nameUuid(`${order.receiver_gln}/${kind}/${number}`),
    number, sender_gln: order.receiver_gln, receiver_gln: order.sender_gln,
    issue_time: event.commit_time, in_response_to: order.document_id, ...body,
  };
  return call(number, "Submit", { request_id: document.document_id, document });
}

// The order, the lines as they are to be answered, and a name for the answer. A change
// states all lines anew; the place to ship to is the order's.
async function statedBy({ document, version }) {
  const change = document.order_change;
  if (!change) return { order: document, lines: document.order.lines, name: document.number };
  const asked = { document_id: document.in_response_to };
  const { event: { document: order } } = await call(document.number, "GetDocument", asked);
  return { order, lines: change.lines, name: `${order.number}/v${version}` };
}

async function handle(event) {
  const { order, lines, name } = await statedBy(event);
  const answered = await answer(order, event, "response", `R-${name}`, {
    base_version: event.version,
    order_response: {
      order_number: order.number,
      lines: lines.map(({ line_number, quantity }) => (
        { line_number, splits: [{ quantity, outcome: "RESPONSE_OUTCOME_ACCEPTED" }] })),
    },
  });
  if (!answered) return;
  const arrival = { seconds: String(BigInt(event.commit_time.seconds) + 172800n), nanos: 0 };
  const sent = await answer(order, event, "despatch", `D-${name}`, {
    despatch_advice: {
      ship_to_gln: order.order.ship_to_gln,
      despatch_time: event.commit_time, estimated_arrival_time: arrival,
      logistic_units: [{
        sscc: sscc(order.receiver_gln, event.sequence),
        lines: lines.map(({ line_number, item, quantity }) => ({
          line_number, order_number: order.number, order_line_number: line_number, item, quantity,
          remainder: "REMAINDER_TO_FOLLOW",
        })),
      }],
    },
  });
  if (sent) console.log(`${order.number}: accepted and despatched`);
}

let handled = 0;
let sequence = existsSync(cursorFile) ? readFileSync(cursorFile, "utf8") : "0";
for (;;) {
  const feed = hub.Subscribe({ after_sequence: sequence, kinds: ["order", "order_change"] });
  try {
    for await (const batch of feed) {
      for (const event of batch.events) await handle(event);
      handled += batch.events.length;
      sequence = batch.through_sequence;
      writeFileSync(`${cursorFile}.new`, sequence);
      renameSync(`${cursorFile}.new`, cursorFile);
      if (eventsWanted && handled >= Number(eventsWanted)) process.exit();
    }
  } catch (error) {
    if (!broken.includes(error.code)) {
      console.error(error.code === undefined ? error : `the feed was refused: ${error.details}`);
      process.exit(1);
    }
    console.error(`the feed waits: ${error.details}`);
    await pause(1000);
  }
}
