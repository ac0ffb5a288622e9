"""The extension elements we know, where they may stand, and those we refuse by name."""

from __future__ import annotations

_JOBS = frozenset(
    {"serviceTask", "sendTask", "businessRuleTask", "scriptTask", "intermediateThrowEvent", "endEvent"}
)
_EVENTS = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
_TASKS = frozenset(
    {"userTask", "receiveTask", "callActivity", "subProcess", "transaction", "task", "manualTask"}
)
_MAPPED = _JOBS | _EVENTS | _TASKS
_EVERYWHERE = frozenset({"*"})

# element: where it may stand, the attributes read from it
KNOWN: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "formDefinition": (frozenset({"userTask", "startEvent"}), frozenset({"formId", "bindingType"})),
    "userTask": (frozenset({"userTask"}), frozenset()),
    "assignmentDefinition": (
        frozenset({"userTask"}),
        frozenset({"assignee", "candidateGroups", "candidateUsers"}),
    ),
    "taskSchedule": (frozenset({"userTask"}), frozenset({"dueDate", "followUpDate"})),
    "priorityDefinition": (frozenset({"userTask"}), frozenset({"priority"})),
    "taskDefinition": (_JOBS, frozenset({"type", "retries"})),
    "taskHeaders": (_JOBS | {"userTask"}, frozenset()),
    "ioMapping": (_MAPPED, frozenset()),
    "calledDecision": (
        frozenset({"businessRuleTask"}),
        frozenset({"decisionId", "resultVariable", "bindingType"}),
    ),
    "calledElement": (
        frozenset({"callActivity"}),
        frozenset({"processId", "bindingType", "propagateAllParentVariables", "propagateAllChildVariables"}),
    ),
    "script": (frozenset({"scriptTask"}), frozenset({"expression", "resultVariable"})),
    "properties": (_EVERYWHERE, frozenset()),
    "versionTag": (frozenset({"process"}), frozenset({"value"})),
    "subscription": (frozenset({"message"}), frozenset({"correlationKey"})),
    "loopCharacteristics": (
        frozenset({"multiInstanceLoopCharacteristics"}),
        frozenset({"inputCollection", "inputElement", "outputCollection", "outputElement"}),
    ),
}
REFUSED_ATTRIBUTES = {
    "formKey": "Name the form by formId; formKey is not read.",
    "externalReference": "External forms are not shown; name a form by formId.",
    "versionTag": "A version tag cannot be bound: a case uses the forms and decisions of its own version.",
    "businessId": "businessId is not supported: cases carry their reference.",
}
REFUSED = {
    "executionListeners": "Execution listeners are not run; draw a service task instead.",
    "taskListeners": "Task listeners are not run; draw a service task instead.",
    "linkedResources": "Linked resources are not read.",
    "agentDefinition": "Agents are not run.",
    "adHoc": "Ad-hoc sub-processes are not run; draw the order or a multi-instance activity.",
    "userTaskForm": "Forms inside the diagram are not read; keep the form in its own file.",
    "publishMessage": "Use a message throw event with a job type of our operations.",
}
FOREIGN = ("http://camunda.org/schema/1.0/bpmn", "http://activiti.org/bpmn", "http://flowable.org/bpmn")
TEMPLATE = frozenset({"modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon"})
