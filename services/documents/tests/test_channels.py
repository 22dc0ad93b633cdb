"""The right door: whose it is for this person, and where an address is published rather than made up."""

from services.documents.tests.test_rulebook import AGRICOLE, GENERAL, ask


def test_the_door_is_the_one_of_their_own_file() -> None:
    theirs = ask("feuille-de-soins")
    assert theirs.channel is not None
    assert (theirs.channel.organisme, theirs.channel.postal_address) == ("cnam", ("CPAM de la Loire",))
    assert "CPAM de la Loire" in theirs.channel.instruction
    begun = ask("protocole-soins-ald").channel
    assert begun is not None
    assert ". Votre CPAM (CPAM de la Loire) vous écrira" in begun.instruction
    msa = ask("feuille-de-soins", files=AGRICOLE)
    assert msa.channel is not None
    assert msa.channel.organisme == "msa"


def test_without_a_known_file_it_is_their_caisse_and_no_address() -> None:
    said = ask("feuille-de-soins", files=())
    assert said.channel is not None
    assert (said.channel.organisme, said.channel.postal_address) == ("", ())
    assert "votre caisse" in said.channel.instruction


def test_by_post_the_published_directory_is_pointed_to_and_no_address_is_made_up() -> None:
    theirs, farmer, nobody = (ask("avis-arret-travail", files=files).channel for files in (GENERAL, AGRICOLE, ()))
    assert theirs is not None
    assert farmer is not None
    assert nobody is not None
    for said in (theirs, farmer, nobody):
        assert said.service_url == "https://lannuaire.service-public.fr/"
        assert "Où écrire" in said.instruction
    assert "3646" in theirs.instruction
    assert "3646" not in farmer.instruction
    # The name of their own office is what identity knows of it; streets and towns are the directory's.
    assert (theirs.postal_address, nobody.postal_address) == (("CPAM de la Loire",), ())
    online = ask("releve-carriere").channel
    assert online is not None
    assert "Où écrire" not in online.instruction
