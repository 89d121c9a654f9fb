import { NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/endpoints.ts";
import { businessQuery } from "../../api/queries.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { common } from "../../words/en/common.ts";
import { welcome } from "../../words/en/welcome.ts";
import { timeZones } from "../../words/time-zones.ts";
import { StepForm } from "./step-form.tsx";
import type { StepProps } from "./welcome.tsx";

/** A CRM that tells no name has its account called by a number. No caller should read that. */
const NUMBERED = /^\w+ account \d+$/;

export function BusinessStep({ back, next }: StepProps) {
  const business = useBusiness();
  const client = useQueryClient();
  const [name, setName] = useState(NUMBERED.test(business.name) ? "" : business.name);
  const [timeZone, setTimeZone] = useState(business.timeZone);
  const save = useMutation({
    mutationFn: () => api.changeBusiness(business.id, { name: name.trim(), timeZone }),
    onSuccess: (saved) => {
      client.setQueryData(businessQuery(business.id).queryKey, saved);
      next();
    },
  });
  return (
    <StepForm
      title={welcome("business.title")}
      about={welcome("business.about")}
      back={back}
      onSubmit={() => save.mutate()}
      saving={save.isPending}
      ready={name.trim() !== ""}
      error={save.error}
    >
      <TextInput
        label={common("name")}
        maxLength={120}
        autoComplete="organization"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={welcome("business.timeZone")}
        data={timeZones(timeZone).map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }))}
        value={timeZone}
        onChange={(event) => setTimeZone(event.currentTarget.value)}
      />
    </StepForm>
  );
}
