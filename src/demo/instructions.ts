/** The instructions that the demo prints once it is ready. */

export interface Facts {
  readonly accounts: Readonly<Record<string, string>>;
  readonly domain: string;
  readonly bot: string;
  /** The account that plays staff. */
  readonly staff: string;
  /** The MUC service of the pool. */
  readonly service: string;
  /** Address of the visitors' page of the sample web application. */
  readonly page: string;
  /** URL of the database. */
  readonly database: string;
  readonly port: number;
  readonly opsPort: number;
  readonly folder: string;
  /** The process that the user may kill. */
  readonly pid: number;
}

export function instructions(facts: Facts): readonly string[] {
  const accounts = Object.entries(facts.accounts);
  const [client = "alice"] = Object.keys(facts.accounts).filter((user) => user !== facts.staff);
  const first = `${client}@${facts.domain}`;
  return [
    "",
    "Ready: open both pages in a browser on this machine, and talk to yourself.",
    "",
    `  visitor    ${facts.page}`,
    `  staff      ${facts.page}staff`,
    "",
    `Or write to ${facts.bot} from an IM client; visitor and staff can each be one.`,
    "",
    ...accounts.map(([user, password]) => `  account    ${user}@${facts.domain}   password ${password}`),
    `  server     127.0.0.1, port ${facts.port}, without TLS (nobody else can reach it)`,
    `  profanity  /connect ${first} server 127.0.0.1 port ${facts.port} tls disable`,
    `             /msg ${facts.bot} \\new task`,
    `  Gajim      add account ${first}, Advanced Settings: host 127.0.0.1, port ${facts.port}, type Plain`,
    "",
    `  write      /new task   then answer; /new alone lists the rest (type \\ if your client keeps / for itself)`,
    `  try        kill -9 ${facts.pid}   in the middle: Anteroom starts again and you carry on where you were`,
    "",
    `  rooms      three wait on ${facts.service} for ${facts.staff}, who is staff, and ${client}, a client; in two IM clients:`,
    `             ${facts.staff} writes \\new desk   then on, then next, and follows the invitation`,
    `             ${client} writes \\new chat (or \\new intake, which asks first)   and follows the invitation`,
    "             profanity: /join and Tab completes the room   Gajim: Join in its window",
    "  by SQL     a web application takes a room for its staff, who enters it (/join ROOM password PASSWORD nick NICK):",
    `             psql -x ${facts.database} -c "select * from anteroom.take_room('Ann')"`,
    "",
    `  look       http://127.0.0.1:${facts.opsPort}/metrics; logs and data are in ${facts.folder}`,
    "",
    "Ctrl-C stops everything.",
  ];
}
