/** The instructions that the demo prints once it is ready. */

export interface Facts {
  readonly accounts: Readonly<Record<string, string>>;
  readonly domain: string;
  readonly bot: string;
  readonly port: number;
  readonly opsPort: number;
  readonly folder: string;
  /** The process that the user may kill. */
  readonly pid: number;
}

export function instructions(facts: Facts): readonly string[] {
  const accounts = Object.entries(facts.accounts);
  const [first = "alice"] = accounts.map(([user]) => `${user}@${facts.domain}`);
  return [
    "",
    `Ready: write to ${facts.bot} from an IM client on this machine.`,
    "",
    ...accounts.map(([user, password]) => `  account    ${user}@${facts.domain}   password ${password}`),
    `  server     127.0.0.1, port ${facts.port}, without TLS (nobody else can reach it)`,
    `  profanity  /connect ${first} server 127.0.0.1 port ${facts.port} tls disable`,
    `             /msg ${facts.bot} \\new task`,
    `  Gajim      add account ${first}, Advanced Settings: host 127.0.0.1, port ${facts.port}, type Plain`,
    "",
    `  write      /new task   then answer; /new alone lists the rest (type \\ if your client keeps / for itself)`,
    `  try        kill -9 ${facts.pid}   in the middle: Anteroom starts again and you carry on where you were`,
    `  look       http://127.0.0.1:${facts.opsPort}/metrics; logs and data are in ${facts.folder}`,
    "",
    "Ctrl-C stops everything.",
  ];
}
