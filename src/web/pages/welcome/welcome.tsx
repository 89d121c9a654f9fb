/** Setting up, one question at a time. Each answer is saved as it is given, so that it can be left and come back to. */
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { linesQuery } from "../../api/queries.ts";
import type { Line } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { PageFrame } from "../../ui/page.tsx";
import { Loading, Trouble } from "../../ui/states.tsx";
import { welcome } from "../../words/en/welcome.ts";
import { BusinessStep } from "./business-step.tsx";
import { CrmStep } from "./crm-step.tsx";
import { ForwardStep } from "./forward-step.tsx";
import { LineStep } from "./line-step.tsx";
import { MessageStep } from "./message-step.tsx";
import { TestStep } from "./test-step.tsx";
import classes from "./welcome.module.css";

const STEPS = ["business", "number", "forwarding", "message", "crm", "test"] as const;

export default function Welcome() {
  const { id } = useBusiness();
  const { data: lines, error, refetch } = useQuery(linesQuery(id));
  const [search, setSearch] = useSearchParams();
  const line = lines?.find(({ number }) => number === search.get("line")) ?? lines?.[0] ?? null;
  // What needs a line waits for one.
  const last = lines === undefined || line === null ? 2 : STEPS.length;
  const asked = Number(search.get("step") ?? 1);
  const step = Number.isInteger(asked) ? Math.min(Math.max(asked, 1), last) : 1;
  const go = (to: number, number: string | undefined = line?.number) =>
    setSearch({ step: String(to), ...(number === undefined ? {} : { line: number }) });
  const back = step > 1 ? () => go(step - 1) : null;

  return (
    <PageFrame title={welcome("title")}>
      <nav aria-label={welcome("steps")}>
        <ol className={classes.steps}>
          {STEPS.map((title, index) => (
            <li
              key={title}
              data-state={index + 1 < step ? "done" : index + 1 === step ? "now" : "ahead"}
              aria-current={index + 1 === step ? "step" : undefined}
            >
              <span className={classes.stepTitle}>{welcome(`step.${title}`)}</span>
            </li>
          ))}
        </ol>
        <p className={classes.count}>
          {welcome("count", {
            step,
            steps: STEPS.length,
            title: welcome(`step.${STEPS[step - 1] ?? STEPS[0]}`),
          })}
        </p>
      </nav>
      {lines === undefined ? (
        error === null ? (
          <Loading />
        ) : (
          <Trouble error={error} retry={() => void refetch()} />
        )
      ) : (
        <Step step={step} line={line} lines={lines} back={back} next={(number) => go(step + 1, number)} />
      )}
    </PageFrame>
  );
}

export interface StepProps {
  readonly back: (() => void) | null;
  readonly next: (line?: string) => void;
}

function Step({
  step,
  line,
  lines,
  ...props
}: StepProps & { step: number; line: Line | null; lines: readonly Line[] }) {
  if (step === 1) return <BusinessStep {...props} />;
  if (step === 2 || line === null)
    return <LineStep lines={lines} current={line?.number ?? null} {...props} />;
  if (step === 3) return <ForwardStep line={line} {...props} />;
  if (step === 4) return <MessageStep line={line} {...props} />;
  if (step === 5) return <CrmStep {...props} />;
  return <TestStep line={line} back={props.back} />;
}
