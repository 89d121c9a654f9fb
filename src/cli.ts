/** The command line. Each command is a thin edge over the service or the API, loaded when it is asked for. */
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Command, CommanderError } from "commander";
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from "./cli/scenarios.ts";
import { readConfig } from "./config.ts";
import { OperatorError } from "./domain/errors.ts";
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
    .action(async () => {
      const { serve } = await import("./cli/serve.ts");
      await serve(readConfig(env));
    });
  cli
    .command("migrate")
    .description("bring the database up to date and stop")
    .action(async () => {
      const { migrateCommand } = await import("./cli/migrate.ts");
      await migrateCommand(readConfig(env));
    });
  cli
    .command("simulate")
    .description("play a call or a text against the running sandbox, and show each step")
    .addArgument(cli.createArgument("<scenario>", "what happens").choices(SCENARIO_NAMES))
    .option("--from <number>", "who calls or texts")
    .option("--body <text>", "what a text says")
    .addHelpText("after", `\nScenarios:\n${SCENARIO_NAMES.map(lineOf).join("\n")}`)
    .action(async (scenario: ScenarioName, options: { from?: string; body?: string }) => {
      const { simulate } = await import("./cli/simulate.ts");
      await simulate(readConfig(env).dataDir, scenario, options);
    });
  cli
    .command("sign-in")
    .description("print a one-time link that signs in, as the operator or as a business's owner")
    .option("--business <id or name>", "whose owner")
    .action(async (options: { business?: string }) => {
      const { signInCommand } = await import("./cli/sign-in.ts");
      await signInCommand(readConfig(env), options);
    });
  cli
    .command("demo")
    .description("make a demo business with a simulated line, for a marketplace's reviewers, or end one")
    .option("--name <name>", "what it is called")
    .option("--email <address>", "of whom it is for: they can sign in again by a code")
    .option("--end <id>", "end this one")
    .action(async (options: { name?: string; email?: string; end?: string }) => {
      const { demoCommand } = await import("./cli/demo.ts");
      await demoCommand(readConfig(env), options);
    });
  cli
    .command("businesses")
    .description("list the businesses, their lines and credits")
    .action(async () => {
      const { businessesCommand } = await import("./cli/businesses.ts");
      await businessesCommand(readConfig(env));
    });
  cli
    .command("credits")
    .description("balances, whoever runs low, and whether the ledger adds up")
    .action(async () => {
      const { creditsCommand } = await import("./cli/businesses.ts");
      await creditsCommand(readConfig(env));
    });
  cli
    .command("doctor")
    .description("check configuration, database, carrier and webhooks, and say what to fix")
    .action(async () => {
      const { doctor } = await import("./cli/doctor.ts");
      await doctor(env);
    });
  cli
    .command("backup <file>")
    .description("write all data to a file")
    .action(async (file: string) => {
      const { backupCommand } = await import("./cli/backup.ts");
      await backupCommand(readConfig(env), file);
    });
  cli
    .command("restore <file>")
    .description("read a backup into an empty database")
    .action(async (file: string) => {
      const { restoreCommand } = await import("./cli/backup.ts");
      await restoreCommand(readConfig(env), file);
    });
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
    const { DatabaseError } = (await import("pg")).default;
    const hasWords = error instanceof OperatorError || error instanceof DatabaseError;
    const text = hasWords ? error.message : String((error as Error).stack ?? error);
    process.stderr.write(`${text}\n`);
    process.exitCode = 1;
  }
}

if (
  process.argv[1] !== undefined &&
  realpathSync(process.argv[1]) === realpathSync(fileURLToPath(import.meta.url))
)
  await main(process.argv);
