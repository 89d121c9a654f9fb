import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/endpoints.ts";
import { keys } from "../../api/queries.ts";
import type { Line, LineChange } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";

/** Saves a part of a line's settings, then goes on. */
export function useSaveLine(line: Line, next: () => void) {
  const { id } = useBusiness();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: LineChange) => api.putLine(id, line.number, change),
    onSuccess: (saved) => {
      client.setQueryData<readonly Line[]>(keys.lines(id), (lines) =>
        lines?.map((each) => (each.number === saved.number ? { ...each, ...saved } : each)),
      );
      next();
    },
  });
}
