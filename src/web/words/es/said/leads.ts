/** What happened last with a lead, as the service titles it on the timeline. */
export const activityTitles: Readonly<Record<string, string>> = {
  "Missed call": "Llamada perdida",
  "Answered call": "Llamada contestada",
  "Outgoing call": "Llamada hecha",
  "Outgoing call, not answered": "Llamada hecha, sin contestar",
  "Text received": "Mensaje recibido",
  "Text sent": "Mensaje enviado",
  "Text not sent": "Mensaje no enviado",
};
