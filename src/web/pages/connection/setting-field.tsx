/** One setting of a connection, as its manifest describes it. */
import { NativeSelect, NumberInput, Switch, TextInput } from "@mantine/core";
import type { ConnectorSetting } from "../../api/shapes.ts";
import { crmSettings } from "../../words/en/crm-settings.ts";
import { settingWords } from "../../words/setting.ts";
import { MappingField } from "./mapping-field.tsx";
import classes from "./settings-form.module.css";

export type SettingValue = string | number | boolean;

interface Props {
  readonly connector: string;
  readonly name: string;
  readonly spec: ConnectorSetting;
  readonly value: SettingValue;
  readonly error: string | null;
  readonly onChange: (value: SettingValue) => void;
}

export const standardOf = ({ type, default: standard }: ConnectorSetting): SettingValue =>
  standard ?? (type === "boolean" ? false : "");

export function SettingField(props: Props) {
  const { spec, value, onChange } = props;
  const standard = standardOf(spec);
  return (
    <div className={classes.setting}>
      <Input {...props} />
      {value !== standard && spec.mapping === undefined && (
        <p className={classes.standard}>
          <span>{standardWords(standard)}</span>
          <button type="button" className={classes.reset} onClick={() => onChange(standard)}>
            {crmSettings("reset")}
          </button>
        </p>
      )}
    </div>
  );
}

function standardWords(standard: SettingValue): string {
  if (typeof standard === "boolean") return crmSettings(standard ? "standardOn" : "standardOff");
  return standard === ""
    ? crmSettings("standardEmpty")
    : crmSettings("standard", { value: String(standard) });
}

function Input({ connector, name, spec, value, error, onChange }: Props) {
  const { label, help } = settingWords(connector, name, spec);
  const common = { label, description: help, error };
  if (spec.type === "boolean")
    return (
      <Switch
        {...common}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  if (spec.mapping !== undefined)
    return (
      <MappingField
        label={label}
        description={help}
        error={error}
        words={spec.mapping}
        value={String(value)}
        onChange={onChange}
      />
    );
  if (spec.choices !== undefined)
    return (
      <NativeSelect
        {...common}
        data={[...spec.choices]}
        value={String(value)}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  if (spec.type === "number") return <NumberInput {...common} value={Number(value)} onChange={onChange} />;
  return (
    <TextInput
      {...common}
      placeholder={standardWords(standardOf(spec))}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      maxLength={spec.maxLength}
      value={String(value)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
