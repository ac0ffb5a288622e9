// The properties panel: what Amends does not execute is left out, what only Amends knows is offered by name.
import { TextFieldEntry, isTextFieldEntryEdited } from "@bpmn-io/properties-panel";
import { useService } from "bpmn-js-properties-panel";
import { is } from "bpmn-js/lib/util/ModelUtil";
import { properties, setProperty } from "./properties.js";

const LATER_THAN_ZEEBE = 400; // the stock providers register at 500 and above; a lower one sees their groups
const NOT_EXECUTED = new Set([
  "Zeebe__ExecutionListeners", "Zeebe__TaskListeners", "adHocCompletion", "adHocSubProcessImplementation",
  "activeElements", "outputCollection",
]);

const isTask = (element) => is(element, "bpmn:UserTask");
const isStep = (element) => is(element, "bpmn:FlowNode") && !is(element, "bpmn:Gateway");
const isCustomerPage = (element) => is(element, "bpmn:StartEvent") || is(element, "bpmn:CatchEvent") || is(element, "bpmn:ReceiveTask");

// Names of design section 3: which elements they belong to and what they mean.
const OURS = [
  { name: "form", label: "Form of the customer's page", on: isCustomerPage, description: "Id of a form of this process. The customer answers it on the tracking page." },
  { name: "public", label: "Open to everybody", on: (element) => is(element, "bpmn:StartEvent"), description: "Write yes to show this start among the public forms." },
  { name: "lead", label: "Sentence on the first page", on: (element) => is(element, "bpmn:StartEvent"), description: "What customers read under the title. Without it, the purpose of the process." },
  { name: "rank", label: "Place on the first page", on: (element) => is(element, "bpmn:StartEvent"), description: "A whole number; 1 stands first." },
  { name: "staffOnly", label: "For staff only", on: isCustomerPage, description: "Write yes to keep it off the customer's page; staff enter it on the page of the case." },
  { name: "takenBy", label: "Entered by", on: isCustomerPage, description: "Groups, separated by commas, whose people may enter it for the customer. Without any, every group of the process may." },
  { name: "notBy", label: "Not by who completed", on: isTask, description: "Ids of tasks, separated by commas. Whoever completed one of them may not do this one." },
  { name: "skill", label: "Skill needed", on: isTask, description: "Only people with this skill are offered the task." },
  { name: "level", label: "Escalation level", on: (element) => isTask(element) || is(element, "bpmn:ThrowEvent"), description: "A level of process.yaml, such as 1." },
  { name: "status", label: "Business status", on: isStep, description: "The case takes on this status when it arrives here." },
  { name: "pauses", label: "Pauses clocks", on: isStep, description: "Names of clocks, separated by commas, that stand still while the case waits here." },
];

function Entry({ element, id, name, label, description }) {
  const services = { modeling: useService("modeling"), bpmnFactory: useService("bpmnFactory") };
  const debounce = useService("debounceInput");
  return TextFieldEntry({
    element, id, label, description, debounce,
    getValue: () => properties(element).find((entry) => entry.name === name)?.value ?? "",
    setValue: (value) => setProperty(services, element, name, value),
  });
}

class AmendsProvider {
  static $inject = ["propertiesPanel"];

  constructor(propertiesPanel) {
    propertiesPanel.registerProvider(LATER_THAN_ZEEBE, this);
  }

  getGroups(element) {
    return (groups) => {
      const kept = groups.filter((group) => !NOT_EXECUTED.has(group.id));
      const entries = OURS.filter((entry) => entry.on(element)).map((entry) => ({
        id: `amends-${entry.name}`, component: Entry, isEdited: isTextFieldEntryEdited, ...pick(entry),
      }));
      if (entries.length) kept.push({ id: "amends", label: "Amends", entries });
      return kept;
    };
  }
}

const pick = ({ name, label, description }) => ({ name, label, description });

export default { __init__: ["amendsProvider"], amendsProvider: ["type", AmendsProvider] };
