/**
 * A survey: the rating decides which questions follow, and comments may be skipped.
 *
 * The answers are in the view anteroom.conversations, like those of every responder. If SURVEY_FOLDER names a folder,
 * each result is also written to a JSON file there.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { choice, responder, text, yesNo } from "anteroom";

// A step usually accepts the same kind of answer as its property holds, so one constant serves both.
const rating = choice(["good", "fair", "bad"]);
const comment = text().max(500).optional();

export default responder("survey", {
  version: 1,
  help: 'Tell us how we did: /new survey\nThree or four short questions. "skip" leaves a comment out.',
  props: { rating, liked: comment, missed: comment, contact: yesNo().optional(), comment },
}).steps(
  "rating",
  {
    rating: {
      prompt: "How was your visit?",
      accept: rating,
      into: "rating",
      next: (c) => (c.rating === "good" ? "liked" : "missed"),
    },
    liked: {
      prompt: "Glad to hear it. What did you like most?",
      accept: comment,
      into: "liked",
      next: "comment",
    },
    missed: {
      prompt: (c) => (c.rating === "bad" ? "I am sorry. What went wrong?" : "What did you miss?"),
      accept: comment,
      into: "missed",
      next: (c) => (c.rating === "bad" ? "contact" : "comment"),
    },
    contact: {
      prompt: "May we write to you about it?",
      accept: yesNo(),
      into: "contact",
      next: "comment",
    },
    comment: {
      prompt: "Is there anything else?",
      accept: comment,
      receive: (c, said) => {
        c.set("comment", said);
        return c.complete("", { effect: "keep" });
      },
    },
  },
  {
    effects: {
      keep: async ({ props, person, key }) => {
        const { SURVEY_FOLDER: folder } = process.env;
        const thanks = "Thank you for your time.";
        if (!folder) return thanks;
        await mkdir(folder, { recursive: true });
        // The file is named after the key, so a second try writes the same file, however far the first one got.
        const from = props.contact === true ? person.address : null;
        await writeFile(join(folder, `${key.replace(":", "-")}.json`), JSON.stringify({ ...props, from }));
        return thanks;
      },
    },
  },
);
