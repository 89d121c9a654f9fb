/** The few pictures that the page needs, drawn as by Tabler Icons (MIT), 24 px, two px wide. */
const PATHS = {
  inbox: [
    "M4 6a2 2 0 0 1 2 -2h12a2 2 0 0 1 2 2v12a2 2 0 0 1 -2 2h-12a2 2 0 0 1 -2 -2z",
    "M4 13h3l3 3h4l3 -3h3",
  ],
  message: [
    "M8 9h8",
    "M8 13h6",
    "M18 4a3 3 0 0 1 3 3v8a3 3 0 0 1 -3 3h-5l-5 3v-3h-2a3 3 0 0 1 -3 -3v-8a3 3 0 0 1 3 -3z",
  ],
  coins: [
    "M9 14c0 1.657 2.686 3 6 3s6 -1.343 6 -3s-2.686 -3 -6 -3s-6 1.343 -6 3z",
    "M9 14v4c0 1.656 2.686 3 6 3s6 -1.344 6 -3v-4",
    "M3 6c0 1.072 1.144 2.062 3 2.598s4.144 .536 6 0s3 -1.526 3 -2.598c0 -1.072 -1.144 -2.062 -3 -2.598s-4.144 -.536 -6 0s-3 1.526 -3 2.598z",
    "M3 6v10c0 .888 .772 1.45 2 2",
    "M3 11c0 .888 .772 1.45 2 2",
  ],
  plug: [
    "M9.785 6l8.215 8.215l-2.054 2.054a5.81 5.81 0 1 1 -8.215 -8.215z",
    "M4 20l3.5 -3.5",
    "M15 4l-3.5 3.5",
    "M20 9l-3.5 3.5",
  ],
  chart: [
    "M3 13a1 1 0 0 1 1 -1h4a1 1 0 0 1 1 1v6a1 1 0 0 1 -1 1h-4a1 1 0 0 1 -1 -1z",
    "M15 9a1 1 0 0 1 1 -1h4a1 1 0 0 1 1 1v10a1 1 0 0 1 -1 1h-4a1 1 0 0 1 -1 -1z",
    "M9 5a1 1 0 0 1 1 -1h4a1 1 0 0 1 1 1v14a1 1 0 0 1 -1 1h-4a1 1 0 0 1 -1 -1z",
  ],
  phone: [
    "M5 4h4l2 5l-2.5 1.5a11 11 0 0 0 5 5l1.5 -2.5l5 2v4a2 2 0 0 1 -2 2a16 16 0 0 1 -15 -15a2 2 0 0 1 2 -2",
  ],
  missed: [
    "M5 4h4l2 5l-2.5 1.5a11 11 0 0 0 5 5l1.5 -2.5l5 2v4a2 2 0 0 1 -2 2a16 16 0 0 1 -15 -15a2 2 0 0 1 2 -2",
    "M17 3l4 4",
    "M21 3l-4 4",
  ],
  incoming: [
    "M5 4h4l2 5l-2.5 1.5a11 11 0 0 0 5 5l1.5 -2.5l5 2v4a2 2 0 0 1 -2 2a16 16 0 0 1 -15 -15a2 2 0 0 1 2 -2",
    "M15 9l5 -5",
    "M15 5v4h4",
  ],
  outgoing: [
    "M5 4h4l2 5l-2.5 1.5a11 11 0 0 0 5 5l1.5 -2.5l5 2v4a2 2 0 0 1 -2 2a16 16 0 0 1 -15 -15a2 2 0 0 1 2 -2",
    "M15 9l5 -5",
    "M16 4h4v4",
  ],
  send: ["M10 14l11 -11", "M21 3l-6.5 18a.55 .55 0 0 1 -1 0l-3.5 -7l-7 -3.5a.55 .55 0 0 1 0 -1l18 -6.5"],
  search: ["M3 10a7 7 0 1 0 14 0a7 7 0 1 0 -14 0", "M21 21l-6 -6"],
  back: ["M5 12h14", "M5 12l6 6", "M5 12l6 -6"],
  next: ["M9 6l6 6l-6 6"],
  down: ["M6 9l6 6l6 -6"],
  check: ["M5 12l5 5l10 -10"],
  checks: ["M7 12l5 5l10 -10", "M2 12l5 5m5 -5l5 -5"],
  cross: ["M18 6l-12 12", "M6 6l12 12"],
  clock: ["M3 12a9 9 0 1 0 18 0a9 9 0 0 0 -18 0", "M12 7v5l3 3"],
  alert: [
    "M12 9v4",
    "M10.363 3.591l-8.106 13.534a1.914 1.914 0 0 0 1.636 2.871h16.214a1.914 1.914 0 0 0 1.636 -2.87l-8.106 -13.536a1.914 1.914 0 0 0 -3.274 0z",
    "M12 16h.01",
  ],
  info: ["M3 12a9 9 0 1 0 18 0a9 9 0 0 0 -18 0", "M12 9h.01", "M11 12h1v4h1"],
  person: ["M8 7a4 4 0 1 0 8 0a4 4 0 0 0 -8 0", "M6 21v-2a4 4 0 0 1 4 -4h4a4 4 0 0 1 4 4v2"],
  settings: [
    "M14 6a2 2 0 1 0 4 0a2 2 0 0 0 -4 0",
    "M4 6h10",
    "M18 6h2",
    "M6 12a2 2 0 1 0 4 0a2 2 0 0 0 -4 0",
    "M4 12h2",
    "M10 12h10",
    "M15 18a2 2 0 1 0 4 0a2 2 0 0 0 -4 0",
    "M4 18h11",
    "M19 18h1",
  ],
  more: ["M4 6h16", "M4 12h16", "M4 18h16"],
  building: [
    "M3 21h18",
    "M5 21v-14l8 -4v18",
    "M19 21v-10l-6 -4",
    "M9 9v.01",
    "M9 12v.01",
    "M9 15v.01",
    "M9 18v.01",
  ],
  moon: ["M12 3c.132 0 .263 0 .393 0a7.5 7.5 0 0 0 7.92 12.446a9 9 0 1 1 -8.313 -12.454z"],
  sun: [
    "M8 12a4 4 0 1 0 8 0a4 4 0 0 0 -8 0",
    "M3 12h1m8 -9v1m8 8h1m-9 8v1m-6.4 -15.4l.7 .7m12.1 -.7l-.7 .7m0 11.4l.7 .7m-12.1 -.7l-.7 .7",
  ],
  out: [
    "M14 8v-2a2 2 0 0 0 -2 -2h-7a2 2 0 0 0 -2 2v12a2 2 0 0 0 2 2h7a2 2 0 0 0 2 -2v-2",
    "M9 12h12l-3 -3",
    "M18 15l3 -3",
  ],
  refresh: ["M20 11a8.1 8.1 0 0 0 -15.5 -2m-.5 -4v4h4", "M4 13a8.1 8.1 0 0 0 15.5 2m.5 4v-4h-4"],
  plus: ["M12 5v14", "M5 12h14"],
  lifebuoy: [
    "M8 12a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
    "M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0",
    "M15 15l3.35 3.35",
    "M9 15l-3.35 3.35",
    "M5.65 5.65l3.35 3.35",
    "M18.35 5.65l-3.35 3.35",
  ],
} as const satisfies Record<string, readonly string[]>;

export type IconName = keyof typeof PATHS;

/** Always beside words or inside a labelled button, so that it says nothing by itself. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ flex: "none", display: "block" }}
    >
      {PATHS[name].map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}
