/** What happened last with a lead, as the service titles it on the timeline. */
export const activityTitles: Readonly<Record<string, string>> = {
  "Missed call": "Llamada perdida",
  "Answered call": "Llamada contestada",
  "Outgoing call": "Llamada hecha",
  "Outgoing call, not answered": "Llamada hecha, sin contestar",
  "Text received": "Escribió",
  "Text sent": "Se le escribió",
  "Text not sent": "No se le pudo escribir",
};
