/** All checks that need a stream, in the order in which their findings are mended. */
import type { Config } from "../../config/settings.ts";
import { RequestTimeout, StanzaError } from "../../errors.ts";
import { reason } from "../../ops/reason.ts";
import { RoomUnfit, type Wishes } from "../../rooms/muc/index.ts";
import { roomWishes } from "../../rooms/wishes.ts";
import { parentDomain } from "../../xmpp/stream.ts";
import { type Finding, failure, skipped } from "../finding.ts";
import type { Examined } from "../report.ts";
import { examineDelivery } from "./delivery.ts";
import { examineLimit } from "./limit.ts";
import { disco, examineParent, judgeMucHost, listMucs, MUC_HOST } from "./muc-host.ts";
import { judgeCreation, judgeDefaults, judgeForm, type RoomPlace } from "./room.ts";
import { askVersion, type Software, softwareOfForm } from "./software.ts";
import { examineBacklog, examineInvitations, examineStrangers } from "./strangers.ts";
import { examineUpload } from "./upload.ts";
import { beginVisit, PATIENCE, type Visit, type Wire } from "./visit.ts";

export interface ExaminationOptions {
  readonly wire: Wire;
  readonly config: Pick<Config, "xmpp" | "rooms" | "http">;
  /** Nobody else works on the stream: how many rooms of the pool may be on the server. `undefined`: somebody does. */
  readonly alone: { readonly openRooms: number } | undefined;
  /** Ends it early. What it has made is destroyed all the same. */
  readonly signal: AbortSignal;
}

/** In ms: all of it. What is found until then is told. */
const AT_MOST = 12_000;

/** Never rejects. */
export async function examineStream({ wire, config, alone, signal }: ExaminationOptions): Promise<Examined> {
  const muc = config.rooms.service;
  const deadline = AbortSignal.timeout(AT_MOST);
  const findings: Finding[] = [];
  let server: Software | undefined;
  try {
    await using visit = beginVisit({ wire, muc: muc ?? "", signal: AbortSignal.any([signal, deadline]) });
    const host = parentDomain(wire.domain);
    const version = askVersion(visit.iq, host, PATIENCE);
    const [delivery, parent, ofHost] = await Promise.all([
      examineDelivery(visit, config.xmpp),
      examineParent(visit, host, version),
      version,
    ]);
    server = ofHost;
    findings.push(delivery, parent);
    if (muc === undefined) findings.push(skipped(MUC_HOST, "off: there is no pool"));
    else {
      server ??= await askVersion(visit.iq, muc, PATIENCE);
      const rooms = { config, alone, software: server?.name };
      for await (const found of examineRooms(visit, muc, host, rooms)) {
        if ("finding" in found) findings.push(found.finding);
        else server ??= found.server;
      }
    }
    findings.push(await examineUpload(visit, host, config.http));
  } catch (error) {
    const why = deadline.aborted
      ? `it took longer than ${AT_MOST / 1_000} s: the server answers late, or not at all`
      : reason(error);
    findings.push(failure("examination", `the checks of the server did not come to their end (${why})`));
  }
  return { server, findings };
}

type Found = { readonly finding: Finding } | { readonly server: Software | undefined };

async function* examineRooms(
  visit: Visit,
  muc: string,
  host: string,
  {
    config,
    alone,
    ...known
  }: Pick<ExaminationOptions, "config" | "alone"> & { readonly software: Software["name"] | undefined },
): AsyncGenerator<Found> {
  const [said, mucs] = await Promise.all([disco(visit, muc), listMucs(visit, host)]);
  const mucHost = judgeMucHost(muc, host, said, mucs);
  yield { finding: mucHost };
  if (mucHost.outcome !== "ok") return;
  const owner = visit.visitor(config.rooms.address);
  const place: RoomPlace = { muc, owner: owner.bare };
  const { room, password } = visit.newRoom();
  let { software } = known;
  const entered = await owner.enter(room, password).catch(answered);
  const creation = judgeCreation(
    place,
    entered instanceof Error
      ? entered
      : entered.kind === "refused"
        ? entered.error
        : entered.kind === "inside" && entered.created
          ? "created"
          : "entered",
  );
  yield { finding: creation };
  if (creation.outcome === "ok") {
    const form = await owner.muc.form(room).catch(answered);
    if (form instanceof Error) yield { finding: failure("room-options", reason(form)) };
    else {
      const server = softwareOfForm(form);
      software ??= server?.name;
      yield { server };
      const about = await disco(visit, room);
      const features = about instanceof Error ? [] : about.features;
      for (const finding of judgeDefaults(muc, { form, features })) yield { finding };
      const wishes: Wishes = { ...roomWishes(config), password };
      yield { finding: judgeForm(wishes, await owner.muc.configure(room, wishes).catch(answered)) };
      yield { finding: await examineBacklog(visit, owner, { muc, room, password, history: wishes.history }) };
      yield { finding: await examineInvitations(visit, muc, room) };
    }
  }
  yield { finding: await examineStrangers(visit, place) };
  if (creation.outcome !== "ok") return;
  const wanted = [...config.rooms.queues.values()].reduce((sum, { max }) => sum + max, 0);
  const wishes = roomWishes(config);
  for (const finding of await examineLimit(visit, owner, { muc, wanted, alone, software, wishes })) {
    yield { finding };
  }
}

/** The errors that answer a question; others end the examination. */
function answered(error: unknown): StanzaError | RequestTimeout | RoomUnfit {
  if (error instanceof StanzaError || error instanceof RequestTimeout || error instanceof RoomUnfit)
    return error;
  throw error;
}
