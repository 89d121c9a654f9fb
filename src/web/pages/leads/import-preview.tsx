/** What an import would do: what each column is for, and what happens to each row. */
import { NativeSelect, Switch } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import { COLUMN_USES, type ColumnUse } from "../../../domain/lead-import.ts";
import type { ImportPreview } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Card } from "../../ui/page.tsx";
import { leadImport } from "../../words/en/lead-import.ts";
import { rowWords } from "../../words/lead-import.ts";
import { phoneWords } from "../../words/phone.ts";
import { stageWords } from "../../words/stages.ts";
import classes from "./import.module.css";

const ROW_PX = 64;

export function ImportColumns({
  columns,
  change,
}: {
  columns: ImportPreview["columns"];
  change: (index: number, use: ColumnUse) => void;
}) {
  const data = COLUMN_USES.map((use) => ({ value: use, label: leadImport(`use.${use}`) }));
  return (
    <div className={classes.columns}>
      {columns.map(({ heading, use }, index) => (
        <NativeSelect
          // biome-ignore lint/suspicious/noArrayIndexKey: columns keep their places, and may share a heading
          key={index}
          label={heading.trim() === "" ? leadImport("column", { number: index + 1 }) : heading}
          data={data}
          value={use}
          data-ignored={use === "ignore" || undefined}
          onChange={(event) => change(index, event.currentTarget.value as ColumnUse)}
        />
      ))}
    </div>
  );
}

export function ImportRows({ rows, bad }: { rows: ImportPreview["rows"]; bad: number }) {
  const { country } = useBusiness();
  const [onlyBad, setOnlyBad] = useState(false);
  const shown = useMemo(
    () => (onlyBad && bad > 0 ? rows.filter(({ outcome }) => outcome === "refuse") : rows),
    [rows, onlyBad, bad],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
    getItemKey: (index) => shown[index]?.line ?? index,
  });
  return (
    <Card title={leadImport("rowByRow")} flush>
      {bad > 0 && (
        <Switch
          className={classes.only ?? ""}
          label={leadImport("onlyBad")}
          checked={onlyBad}
          onChange={(event) => setOnlyBad(event.currentTarget.checked)}
        />
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section ref={scroller} className={classes.rows} tabIndex={0} aria-label={leadImport("rows")}>
        <ol className={classes.list} style={{ height: lines.getTotalSize() }}>
          {lines.getVirtualItems().map(({ index, key, start }) => {
            const row = shown[index];
            return row === undefined ? null : (
              <li
                key={key}
                data-index={index}
                ref={lines.measureElement}
                className={classes.row}
                data-outcome={row.outcome}
                style={{ transform: `translateY(${start}px)` }}
              >
                <span className={classes.line}>{leadImport("line", { number: row.line })}</span>
                <span className={classes.lead}>
                  {row.phone === null ? "" : (row.name ?? phoneWords(row.phone, country))}
                  {row.phone !== null && (
                    <small>
                      {row.name === null ? "" : `${phoneWords(row.phone, country)} · `}
                      {row.stage !== null && stageWords(row.stage)}
                    </small>
                  )}
                </span>
                <span className={classes.what}>
                  <Icon
                    name={row.outcome === "create" ? "plus" : row.outcome === "refuse" ? "alert" : "check"}
                    size={16}
                  />
                  {rowWords(row)}
                </span>
              </li>
            );
          })}
        </ol>
      </section>
    </Card>
  );
}
