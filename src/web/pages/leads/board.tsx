/** Stages beside each other. A card is carried from one to another by mouse, by finger and by keyboard. */
import {
  type Announcements,
  type CollisionDetection,
  closestCenter,
  DndContext,
  type DragEndEvent,
  DragOverlay,
  type DragStartEvent,
  KeyboardCode,
  type KeyboardCoordinateGetter,
  KeyboardSensor,
  MouseSensor,
  pointerWithin,
  TouchSensor,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { useReducedMotion } from "@mantine/hooks";
import { memo, type RefObject, useEffect, useRef, useState } from "react";
import { useLocation, useNavigate, useParams } from "react-router";
import { STAGES, type Stage } from "../../../domain/lead-stages.ts";
import type { Board as BoardShape, Column as ColumnShape, Lead, LeadQuery } from "../../api/shapes.ts";
import { useChangeLead } from "../../lead/use-change-lead.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { leads } from "../../words/en/leads.ts";
import { numberWords } from "../../words/number.ts";
import { phoneWords } from "../../words/phone.ts";
import { stageWords } from "../../words/stages.ts";
import classes from "./board.module.css";
import { CardWords } from "./card.tsx";
import { Rows } from "./rows.tsx";
import { useMore } from "./use-more.ts";

const CARD_PX = 108;

/** A finger that scrolls is not one that carries: that one rests first. */
const TOUCH = { delay: 220, tolerance: 8 };
const MOUSE = { distance: 6 };

/** Under the pointer; without one, the stage beside which the card hangs. */
const stageUnder: CollisionDetection = (args) =>
  args.pointerCoordinates === null ? closestCenter(args) : pointerWithin(args);

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

/** The arrows go from stage to stage. */
const nextStage: KeyboardCoordinateGetter = (event, { context: { active, over, droppableRects } }) => {
  const step = STEPS[event.code];
  const from = STAGES.indexOf((over?.id ?? active?.data.current?.stage) as Stage);
  const to = STAGES[from + (step ?? 0)];
  const rect = step === undefined || to === undefined ? undefined : droppableRects.get(to);
  if (rect === undefined) return undefined;
  event.preventDefault();
  return { x: rect.left + 8, y: rect.top + 56 };
};

export function Board({ board, query }: { board: BoardShape; query: LeadQuery }) {
  const { country } = useBusiness();
  const [carried, setCarried] = useState<Lead | null>(null);
  const follows = useRef<string | null>(null);
  const still = useReducedMotion();
  const change = useChangeLead();
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: MOUSE }),
    useSensor(TouchSensor, { activationConstraint: TOUCH }),
    useSensor(KeyboardSensor, {
      coordinateGetter: nextStage,
      // Enter opens the lead.
      keyboardCodes: {
        start: [KeyboardCode.Space],
        cancel: [KeyboardCode.Esc],
        end: [KeyboardCode.Space, KeyboardCode.Enter],
      },
    }),
  );
  const carriedIn = ({ active }: Pick<DragStartEvent, "active">) => active.data.current as Lead;
  const whoIs = (lead: Lead) => lead.name ?? phoneWords(lead.phone, country);
  const tell = (what: "lifted" | "over" | "dropped" | "putBack", lead: Lead, stage: string) =>
    leads(`carrying.${what}`, { who: whoIs(lead), stage: stageWords(stage) });
  const announcements: Announcements = {
    onDragStart: (event) => tell("lifted", carriedIn(event), carriedIn(event).stage),
    onDragOver: (event) =>
      event.over === null
        ? leads("carrying.nowhere", { who: whoIs(carriedIn(event)) })
        : tell("over", carriedIn(event), String(event.over.id)),
    onDragEnd: (event) =>
      event.over === null || event.over.id === carriedIn(event).stage
        ? tell("putBack", carriedIn(event), carriedIn(event).stage)
        : tell("dropped", carriedIn(event), String(event.over.id)),
    onDragCancel: (event) => tell("putBack", carriedIn(event), carriedIn(event).stage),
  };
  const drop = ({ active, over, activatorEvent }: DragEndEvent) => {
    setCarried(null);
    const lead = active.data.current as Lead;
    if (over === null || over.id === lead.stage) return;
    change.mutate({ lead, change: { stage: over.id as Stage } });
    if (activatorEvent instanceof KeyboardEvent) follows.current = lead.id;
  };

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={stageUnder}
      accessibility={{
        announcements,
        screenReaderInstructions: { draggable: leads("carrying.instructions") },
      }}
      onDragStart={(event) => setCarried(carriedIn(event))}
      onDragEnd={drop}
      onDragCancel={() => setCarried(null)}
    >
      <div className={classes.board}>
        {board.stages.map((column) => (
          <Column key={column.stage} column={column} query={query} follows={follows} />
        ))}
      </div>
      <DragOverlay dropAnimation={still ? null : { duration: 140 }}>
        {carried !== null && (
          <div className={classes.card} data-carried>
            <CardWords lead={carried} />
          </div>
        )}
      </DragOverlay>
    </DndContext>
  );
}

/** The lead that the keyboard has carried: in its new stage it is another element, and the focus goes with it. */
type Follows = RefObject<string | null>;

function Column({ column, query, follows }: { column: ColumnShape; query: LeadQuery; follows: Follows }) {
  const { stage, count, items } = column;
  const { setNodeRef, isOver, active } = useDroppable({ id: stage });
  const { more, failed } = useMore(column, query);
  const isTarget = isOver && active?.data.current?.stage !== stage;
  return (
    <section
      ref={setNodeRef}
      className={classes.column}
      data-target={isTarget || undefined}
      aria-label={leads("column", { stage: stageWords(stage), count })}
    >
      <h2 className={classes.stage}>
        {stageWords(stage)}
        <span className={classes.count}>{numberWords(count)}</span>
      </h2>
      {items.length === 0 ? (
        <p className={classes.nobody}>{leads("nobody")}</p>
      ) : (
        <Rows
          leads={items}
          total={count}
          rowPx={CARD_PX}
          label={stageWords(stage)}
          more={more}
          failed={failed}
        >
          {(lead) => <Card lead={lead} follows={follows} />}
        </Rows>
      )}
    </section>
  );
}

/** A button that opens the lead, and can be carried: that it can stands in its description, for those who hear it. */
const Card = memo(function Card({ lead, follows }: { lead: Lead; follows: Follows }) {
  const navigate = useNavigate();
  const { search } = useLocation();
  const { leadId } = useParams();
  const { setNodeRef, listeners, attributes, isDragging } = useDraggable({ id: lead.id, data: lead });
  const button = useRef<HTMLButtonElement | null>(null);
  useEffect(() => {
    if (follows.current !== lead.id) return;
    follows.current = null;
    button.current?.focus();
  }, [follows, lead.id]);
  return (
    <button
      ref={(node) => {
        button.current = node;
        setNodeRef(node);
      }}
      {...listeners}
      type="button"
      aria-describedby={attributes["aria-describedby"]}
      aria-current={lead.id === leadId ? "true" : undefined}
      className={classes.card}
      data-lead={lead.id}
      data-dragging={isDragging || undefined}
      onClick={() => void navigate({ pathname: `/leads/${lead.id}`, search })}
    >
      <CardWords lead={lead} />
    </button>
  );
});
