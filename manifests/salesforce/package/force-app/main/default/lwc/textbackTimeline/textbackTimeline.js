import { refreshApex } from "@salesforce/apex";
import getTimeline from "@salesforce/apex/TextbackTimelineController.getTimeline";
import { api, LightningElement, wire } from "lwc";

const ICONS = { call: "utility:incoming_call", text: "utility:sms" };
const NAMES = { call: "Call", text: "Text" };

/** What textback logged on this record, newest first. The tasks themselves stand in Salesforce's own timeline too. */
export default class TextbackTimeline extends LightningElement {
  @api recordId;
  wired;

  @wire(getTimeline, { recordId: "$recordId" })
  receive(answer) {
    this.wired = answer;
  }

  get items() {
    return (this.wired?.data ?? []).map((item) => ({
      ...item,
      icon: ICONS[item.kind],
      name: NAMES[item.kind],
      address: `/lightning/r/Task/${item.id}/view`,
    }));
  }

  get isLoading() {
    return this.wired?.data === undefined && this.wired?.error === undefined;
  }

  get isEmpty() {
    return this.wired?.data?.length === 0;
  }

  get problem() {
    return this.wired?.error === undefined
      ? null
      : "The calls and texts could not be read. Ask an administrator for the permission set textback User.";
  }

  refresh() {
    return refreshApex(this.wired);
  }
}
