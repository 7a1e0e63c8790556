/** The reads of all streams and polls of an instance, which are made together. */
import type { Queryable } from "../../ledger/statement.ts";
import { Together } from "../together.ts";
import type { StreamPage } from "./life.ts";
import { readOpenings, readPages } from "./page.ts";
import { type Opening, type Position, positionText } from "./position.ts";

export interface StreamReads {
  /** Opens the stream of a person at the position that the client names, as it came. */
  opening(personId: string, named: string | undefined): Promise<Opening>;
  /** The events after a position: at most 300, or 1 MB of them. */
  page(personId: string, after: Position): Promise<StreamPage>;
}

export function createStreamReads(db: Queryable): StreamReads {
  const openings = new Together((asked: Parameters<typeof readOpenings>[1]) => readOpenings(db, asked));
  const pages = new Together((asked: Parameters<typeof readPages>[1]) => readPages(db, asked));
  return {
    opening: (personId, named) => openings.ask(`${personId} ${named ?? ""}`, { personId, named }),
    page: (personId, after) => pages.ask(`${personId} ${positionText(after)}`, { personId, after }),
  };
}
