import { useQuery } from "@tanstack/react-query";
import { connectionQuery } from "../../api/queries.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Loading, Trouble } from "../../ui/states.tsx";
import { welcome } from "../../words/en/welcome.ts";
import { Connect } from "../connection/connect.tsx";
import { StepForm } from "./step-form.tsx";
import type { StepProps } from "./welcome.tsx";

export function CrmStep({ back, next }: StepProps) {
  const { id } = useBusiness();
  const { data, error, refetch } = useQuery(connectionQuery(id));
  return (
    <StepForm title={welcome("crm.title")} about={welcome("crm.about")} back={back}>
      {data === undefined ? (
        error === null ? (
          <Loading />
        ) : (
          <Trouble error={error} retry={() => void refetch()} />
        )
      ) : (
        <Connect current={data} onConnected={() => next()} />
      )}
    </StepForm>
  );
}
