"""The ClientApp that Flower's bundles must name. Nothing runs it: readers bring Kiln's own code."""

from flwr.clientapp import ClientApp

app = ClientApp()
