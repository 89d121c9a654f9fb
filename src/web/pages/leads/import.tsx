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
import { countWords, textOfFile } from "../../words/lead-import.ts";
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
      title="Import leads"
      about="From a spreadsheet, your phone’s contacts or another CRM, saved as CSV. You see what happens before anything does."
      actions={
        <Button component={Link} to="/leads" variant="default" leftSection={<Icon name="back" size={18} />}>
          Leads
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
              Choose a CSV file
            </Button>
          )}
        </FileButton>
        <p className={classes.soft}>
          Or drop it here. The first line names the columns; one of them holds phone numbers. At most 5,000
          rows.
        </p>
      </div>
    </Card>
  );
}

function Done({ result: { counts } }: { result: ImportResult }) {
  return (
    <Note
      tone="good"
      title="Imported"
      action={
        <Button component={Link} to="/leads" variant="light">
          See the leads
        </Button>
      }
    >
      {countWords(counts)}.
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
          <Button onClick={other}>Choose another file</Button>
        </div>
      </Card>
    );
  const { create, change, refuse } = data.counts;
  const useful = create + change;
  return (
    <>
      <Card
        title={file.name}
        about={data.problem ?? `${countWords(data.counts)}. Nothing has been stored yet.`}
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
          <Note tone="bad" title="Nothing was imported">
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
              ? `Import the other ${(useful + data.counts.same).toLocaleString("en-US")} rows`
              : "Import"}
          </Button>
          <Button variant="default" onClick={other}>
            Choose another file
          </Button>
        </div>
      </Card>
      {data.rows.length > 0 && <ImportRows rows={data.rows} bad={refuse} />}
    </>
  );
}
