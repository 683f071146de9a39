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
import { isIP } from "node:net";
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
const host = hubAddress.replace(/:\d+$/, "").replace(/[[\]]/g, "");
const hub = new contract.ExchangeService(hubAddress, credentials, {
  "grpc.max_reconnect_backoff_ms": 5000,
  // TLS takes no address as the name of a server; with a dot after it one is none, and the
  // certificate is still checked for the address.
  ...(isIP(host) ? { "grpc.ssl_target_name_override": `${host}.` } : {}),
});

// A UUID of version 5 in the namespace of URLs, as every language has it: a repeated answer
// is the same document, whichever of these suppliers made the first.
function nameUuid(text) {
  const namespace = Buffer.from("6ba7b8119dad11d180b400c04fd430c8", "hex");
  const bytes = createHash("sha1").update(namespace).update(text).digest();
  bytes[6] = (bytes[6] & 0x0f) | 0x50;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString("hex", 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function sscc(gln, serial) {
  const digits = `0${gln.slice(0, 7)}${String(serial).padStart(9, "0")}`;
  const total = [...digits].reduce((sum, digit, i) => sum + Number(digit) * (i % 2 ? 1 : 3), 0);
  return digits + ((10 - (total % 10)) % 10);
}

// What was told of a hub that is away: each once, until the feed goes on.
const told = new Set();

function wait(name, error) {
  const details = error.details.replace(/ \([^()]*Z\)$/, "");  // without the time of day
  if (!told.has(details)) {
    console.error(`${name} waits: ${details}; is ${hubAddress} up, and do ${me}.pem and ${ca} fit it?`);
  }
  told.add(details);
  return pause(1000);
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
    await wait(name, error);
  }
}

function answer(order, event, kind, number, body) {
  const document = {
    document_id: nameUuid(`${order.receiver_gln}/${kind}/${number}`),
    number, sender_gln: order.receiver_gln, receiver_gln: order.sender_gln,
    issue_time: event.commit_time, in_response_to: order.document_id, ...body,
  };
  return call(`${number} for ${order.number}`, "Submit", { request_id: document.document_id, document });
}

// The order, and the lines as they are to be answered. A change states all lines anew; the
// place to ship to is the order's.
async function statedBy({ document }) {
  const change = document.order_change;
  if (!change) return { order: document, lines: document.order.lines };
  const asked = { document_id: document.in_response_to };
  const { event: { document: order } } = await call(document.number, "GetDocument", asked);
  return { order, lines: change.lines };
}

async function handle(event) {
  const { order, lines } = await statedBy(event);
  const answered = await answer(order, event, "response", `R-${event.sequence}`, {
    base_version: event.version,
    order_response: {
      order_number: order.number,
      lines: lines.map(({ line_number, quantity }) => (
        { line_number, splits: [{ quantity, outcome: "RESPONSE_OUTCOME_ACCEPTED" }] })),
    },
  });
  if (!answered) return;
  const arrival = { seconds: String(BigInt(event.commit_time.seconds) + 172800n), nanos: 0 };
  const sent = await answer(order, event, "despatch", `D-${event.sequence}`, {
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
      told.clear();
      writeFileSync(`${cursorFile}.new`, sequence);
      renameSync(`${cursorFile}.new`, cursorFile);
      if (eventsWanted && handled >= Number(eventsWanted)) process.exit();
    }
  } catch (error) {
    if (!broken.includes(error.code)) {
      console.error(error.code === undefined ? error : `the feed was refused: ${error.details}`);
      process.exit(1);
    }
    await wait("the feed", error);
  }
}
