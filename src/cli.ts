/** The command line. Each command is a thin edge over the service or the API. */
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Command, CommanderError } from "commander";
import pg from "pg";
import { backupCommand, restoreCommand } from "./cli/backup.ts";
import { businessesCommand, creditsCommand } from "./cli/businesses.ts";
import { doctor } from "./cli/doctor.ts";
import { out } from "./cli/output.ts";
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from "./cli/scenarios.ts";
import { serve } from "./cli/serve.ts";
import { signInCommand } from "./cli/sign-in.ts";
import { simulate } from "./cli/simulate.ts";
import { withDatabase } from "./cli/with-database.ts";
import { ConfigError, readConfig } from "./config.ts";
import { ManifestError } from "./crm/manifest.ts";
import { BackupError } from "./db/backup.ts";
import { EmbeddedPostgresError } from "./db/embedded/index.ts";
import { migrateToLatest } from "./db/migrate.ts";
import { VERSION } from "./version.ts";

const lineOf = (name: ScenarioName): string => `  ${name.padEnd(20)}${SCENARIOS[name].about}`;

function program(env: Readonly<Record<string, string | undefined>>): Command {
  const cli = new Command("textback")
    .description("Texts back whoever called a business and was not answered.")
    .version(VERSION)
    .exitOverride();
  cli
    .command("serve", { isDefault: true })
    .description("run the service; with nothing configured, the sandbox")
    .action(() => serve(readConfig(env)));
  cli
    .command("migrate")
    .description("bring the database up to date and stop")
    .action(() =>
      withDatabase(readConfig(env), async (url) => {
        await migrateToLatest(url);
        out("The database is up to date.");
      }),
    );
  cli
    .command("simulate")
    .description("play a call or a text against the running sandbox, and show each step")
    .addArgument(cli.createArgument("<scenario>", "what happens").choices(SCENARIO_NAMES))
    .option("--from <number>", "who calls or texts")
    .option("--body <text>", "what a text says")
    .addHelpText("after", `\nScenarios:\n${SCENARIO_NAMES.map(lineOf).join("\n")}`)
    .action((scenario: ScenarioName, options: { from?: string; body?: string }) =>
      simulate(readConfig(env).dataDir, scenario, options),
    );
  cli
    .command("sign-in")
    .description("print a one-time link that signs in, as the operator or as a business's owner")
    .option("--business <id or name>", "whose owner")
    .action((options: { business?: string }) => signInCommand(readConfig(env), options));
  cli
    .command("businesses")
    .description("list the businesses, their lines and credits")
    .action(() => withDatabase(readConfig(env), (_url, store) => businessesCommand(store)));
  cli
    .command("credits")
    .description("balances, whoever runs low, and whether the ledger adds up")
    .action(() => withDatabase(readConfig(env), (_url, store) => creditsCommand(store)));
  cli
    .command("doctor")
    .description("check configuration, database, carrier and webhooks, and say what to fix")
    .action(() => doctor(env));
  cli
    .command("backup <file>")
    .description("write all data to a file")
    .action((file: string) => backupCommand(readConfig(env), file));
  cli
    .command("restore <file>")
    .description("read a backup into an empty database")
    .action((file: string) => restoreCommand(readConfig(env), file));
  return cli;
}

/** Errors with words for a person are shown as such; anything else is ours, and is shown whole. */
async function main(argv: readonly string[]): Promise<void> {
  try {
    await program(process.env).parseAsync([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode;
      return;
    }
    const known =
      error instanceof ConfigError ||
      error instanceof ManifestError ||
      error instanceof EmbeddedPostgresError ||
      error instanceof BackupError;
    const text =
      known || error instanceof pg.DatabaseError ? error.message : String((error as Error).stack ?? error);
    process.stderr.write(`${text}\n`);
    process.exitCode = 1;
  }
}

if (
  process.argv[1] !== undefined &&
  realpathSync(process.argv[1]) === realpathSync(fileURLToPath(import.meta.url))
)
  await main(process.argv);
