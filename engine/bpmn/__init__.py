"""BPMN diagrams of the Camunda 8 dialect: read, checked and run by tokens."""
