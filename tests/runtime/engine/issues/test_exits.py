"""Ways out that a kind asks for."""

from __future__ import annotations

from cauce.model.node_kind import NodeKind, PortSpec


def test_the_flow_may_answer_for_all_its_nodes(find):
    assert find("  redirect ventas\n") == [("W306", 4, 3)]
    kinds = (NodeKind("flow", {}, {}, {"x-positional": ["name"], "properties": {"name": {"x-kind": "ref:name"}}},
                      ports={"closed": PortSpec({})}),)  # fmt: skip
    assert find("  redirect ventas\n", head="flow x\n  on closed\n    end\n\nstart:\n", kinds=kinds) == []


def test_a_plugin_may_ask_for_its_own(find):
    kind = NodeKind("crm.x", {}, {}, {}, ports={"missing": PortSpec({}, required="W399"), "other": PortSpec({})})
    assert find("  crm.x\n    on other -> start\n", kinds=(kind,)) == [("W303", 4, 3), ("W399", 4, 3)]
    assert find("  crm.x\n    on missing\n      end\n", kinds=(kind,)) == []
