/** Brings a list of leads in: choose the file, see what each row will do, and only then do it. */
import { Button, FileButton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useRef, useState } from "react";
import { Link } from "react-router";
import type { ColumnUse } from "../../../domain/lead-import.ts";
import { ApiProblem, newIdempotencyKey } from "../../api/client.ts";
import { api } from "../../api/endpoints.ts";
import { keys, refreshInbox } from "../../api/queries.ts";
import type { ImportResult } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Card, Note, PageFrame } from "../../ui/page.tsx";
import { Loading, Trouble, wordsOf } from "../../ui/states.tsx";
import { leadImport } from "../../words/en/lead-import.ts";
import { countWords, textOfFile } from "../../words/lead-import.ts";
import { saidInSpanish } from "../../words/said.ts";
import { Elsewhere } from "./elsewhere.tsx";
import classes from "./import.module.css";
import { ImportColumns, ImportRows } from "./import-preview.tsx";

interface Chosen {
  readonly name: string;
  readonly csv: string;
}

export default function Import() {
  const [file, setFile] = useState<Chosen | null>(null);
  const [done, setDone] = useState<ImportResult | null>(null);
  const choose = async (chosen: File | null) => {
    if (chosen === null) return;
    setDone(null);
    setFile({ name: chosen.name, csv: textOfFile(new Uint8Array(await chosen.arrayBuffer())) });
  };
  return (
    <PageFrame
      wide
      title={leadImport("title")}
      about={leadImport("about")}
      actions={
        <Button component={Link} to="/leads" variant="default" leftSection={<Icon name="back" size={18} />}>
          {leadImport("leads")}
        </Button>
      }
    >
      {done !== null && <Done result={done} />}
      {file === null ? (
        <Choose choose={(chosen) => void choose(chosen)} />
      ) : (
        <Preview
          key={`${file.name} ${file.csv.length}`}
          file={file}
          other={() => setFile(null)}
          done={(result) => {
            setFile(null);
            setDone(result);
          }}
        />
      )}
    </PageFrame>
  );
}

function Choose({ choose }: { choose: (file: File | null) => void }) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    choose(event.dataTransfer.files[0] ?? null);
  };
  return (
    <Card>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button does the same */}
      <div
        className={classes.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <FileButton onChange={choose} accept=".csv,.txt,text/csv,text/plain">
          {(props) => (
            <Button {...props} leftSection={<Icon name="upload" size={18} />}>
              {leadImport("choose")}
            </Button>
          )}
        </FileButton>
        <p className={classes.soft}>{leadImport("drop")}</p>
      </div>
    </Card>
  );
}

function Done({ result: { counts } }: { result: ImportResult }) {
  return (
    <Note
      tone="good"
      title={leadImport("done")}
      action={
        <Button component={Link} to="/leads" variant="light">
          {leadImport("see")}
        </Button>
      }
    >
      {leadImport("stored", { counts: countWords(counts) })}
    </Note>
  );
}

function Preview({
  file,
  other,
  done,
}: {
  file: Chosen;
  other: () => void;
  done: (result: ImportResult) => void;
}) {
  const { id } = useBusiness();
  const client = useQueryClient();
  const [uses, setUses] = useState<readonly ColumnUse[] | null>(null);
  const key = useRef(newIdempotencyKey());
  const columns = uses?.join(",") ?? null;
  const preview = useQuery({
    queryKey: [...keys.leads(id), "import", file.name, file.csv.length, columns],
    queryFn: ({ signal }) => api.previewImport(id, file.csv, columns, signal),
    placeholderData: (before) => before,
    staleTime: 0,
    gcTime: 0,
  });
  const run = useMutation({
    mutationFn: (asked: string) => api.importLeads(id, file.csv, asked, key.current),
    onSuccess: async (result) => {
      await client.invalidateQueries({ queryKey: keys.leads(id) });
      await refreshInbox(client, id, new Set());
      done(result);
    },
  });

  const { data } = preview;
  if (preview.error instanceof ApiProblem && preview.error.code === "not_builtin") return <Elsewhere />;
  if (data === undefined)
    return preview.error === null ? (
      <Loading />
    ) : (
      <Card>
        <Trouble error={preview.error} />
        <div className={classes.centred}>
          <Button onClick={other}>{leadImport("chooseOther")}</Button>
        </div>
      </Card>
    );
  const { create, change, refuse } = data.counts;
  const useful = create + change;
  return (
    <>
      <Card
        title={file.name}
        about={
          data.problem === null
            ? leadImport("notStored", { counts: countWords(data.counts) })
            : (saidInSpanish()?.noPhoneColumn ?? data.problem)
        }
      >
        <ImportColumns
          columns={data.columns}
          change={(index, use) => {
            // Another reading of the file is another import.
            key.current = newIdempotencyKey();
            setUses(data.columns.map((column, each) => (each === index ? use : column.use)));
          }}
        />
        {run.isError && (
          <Note tone="bad" title={leadImport("failed")}>
            {wordsOf(run.error)}
          </Note>
        )}
        <div className={classes.actions}>
          <Button
            loading={run.isPending}
            disabled={useful === 0 || preview.isFetching}
            onClick={() => run.mutate(data.columns.map(({ use }) => use).join(","))}
          >
            {refuse > 0 && useful > 0
              ? leadImport("importOthers", { count: useful + data.counts.same })
              : leadImport("import")}
          </Button>
          <Button variant="default" onClick={other}>
            {leadImport("chooseOther")}
          </Button>
        </div>
      </Card>
      {data.rows.length > 0 && <ImportRows rows={data.rows} bad={refuse} />}
    </>
  );
}
