import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { liveTestQuery } from "../../api/queries.ts";
import type { Line } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { welcome } from "../../words/en/welcome.ts";
import { LiveTest } from "../live-test/live-test.tsx";
import { StepForm } from "./step-form.tsx";

export function TestStep({ line, back }: { line: Line; back: (() => void) | null }) {
  const { id } = useBusiness();
  const passed = useQuery(liveTestQuery(id, line.number)).data?.state === "passed";
  return (
    <StepForm
      title={welcome("test.title")}
      about={welcome("test.about")}
      back={back}
      actions={
        <Button component={Link} to="/inbox" variant={passed ? "filled" : "subtle"}>
          {passed ? welcome("test.toInbox") : welcome("test.later")}
        </Button>
      }
    >
      <LiveTest line={line} key={line.number} />
    </StepForm>
  );
}
