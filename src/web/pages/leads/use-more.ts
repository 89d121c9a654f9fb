import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { BOARD_PAGE, withPage } from "../../api/board.ts";
import { api } from "../../api/endpoints.ts";
import { boardQuery } from "../../api/queries.ts";
import type { Column, LeadQuery } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";

/** Loads the next leads of a stage, one page at a time. `failed`: the last try did not work; asking again may. */
export function useMore(column: Column, query: LeadQuery): { more: (() => void) | null; failed: boolean } {
  const { id } = useBusiness();
  const client = useQueryClient();
  const busy = useRef(false);
  const [failed, setFailed] = useState(false);
  const { stage, next } = column;
  const load = async () => {
    if (busy.current) return;
    busy.current = true;
    setFailed(false);
    try {
      const page = await api.leadsOf(id, { ...query, stage, after: next, limit: BOARD_PAGE });
      client.setQueryData(boardQuery(id, query).queryKey, (board) => board && withPage(board, stage, page));
    } catch {
      // Said beside the list, with a way to try again.
      setFailed(true);
    } finally {
      busy.current = false;
    }
  };
  return { more: next === null ? null : () => void load(), failed };
}
