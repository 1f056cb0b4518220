from fluxion.energyplus.document import Document


def test_the_same_text_keeps_its_name():
    document = Document()
    assert document.name("zone", "A") == document.name("zone", "A") == "A"


def test_names_that_differ_in_case_only_become_different():
    document = Document()
    names = {document.name("zone", text).upper() for text in ("core", "Core", "CORE", "core;", "core!")}
    assert len(names) == 5


def test_characters_that_energyplus_cannot_store_are_replaced():
    name = Document().name("zone", "a,b;c!d\ne")
    assert name == "a_b_c_d_e"


def test_kinds_have_namespaces_of_their_own():
    document = Document()
    assert document.name("zone", "x") == document.name("surface", "x") == "x"


def test_long_and_blank_names():
    document = Document()
    assert len(document.name("zone", "z" * 300)) <= 100
    assert document.name("zone", ";" * 2) == "__"


def test_an_existing_object_is_kept():
    document = Document()
    document.add("Zone", "a", {"volume": 1.0})
    document.add("Zone", "a", {"volume": 2.0})
    assert document.objects["Zone"]["a"] == {"volume": 1.0}
