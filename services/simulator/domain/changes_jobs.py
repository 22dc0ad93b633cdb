"""Changes of jobs: found, paid otherwise, lost. Each gives the household as it is from that day on, and what it assumed.

Unemployment benefit may go on in part beside a wage: what is left of it is for the rules of unemployment to say.
"""

from dataclasses import replace
from datetime import date, timedelta

from services.simulator.domain.changes import JobLoss, NewJob, WageChange
from services.simulator.domain.changes_problems import Impossible
from services.simulator.domain.changes_series import converted, ended, month_of, paid_from, with_person
from services.simulator.domain.changes_work import (
    IN_PLACE_OF_WAGES,
    Changed,
    Estimates,
    active,
    wage_cents,
    without_contract_end,
    worker,
)
from services.simulator.domain.household import Career, Household, Series, months_after
from services.simulator.domain.vocabulary import Activity, Basis, ContractEnd, Resource
from services.simulator.domain.wages import WageRates

_DAY = timedelta(days=1)
# What a person goes on being when they take a job.
_LASTING = {Activity.STUDENT, Activity.RETIRED, Activity.SELF_EMPLOYED, Activity.FARMER}
_RULE_BESIDE = "70 % du salaire brut en sont retirés, et le total ne dépasse jamais l'ancien salaire brut"
_BESIDE = (
    f"L'allocation chômage continue en partie avec ce salaire : {_RULE_BESIDE} (règlement d'assurance chômage). Il faut "
    "rester inscrit et déclarer son activité chaque mois ; les jours qui ne sont pas payés sont reportés."
)
_WHOLE = "L'allocation chômage qui était payée à côté de cet emploi continue, sans plus rien en retirer."
_NO_MORE_BESIDE = (
    f"L'allocation chômage pourrait continuer en partie, mais pas avec ce salaire : {_RULE_BESIDE} (règlement d'assurance "
    "chômage). Les droits qui restent sont gardés pour une autre perte d'emploi."
)

# The law as code has the lasting part of the rule alone (CSS D821-9); its own comments say that the six months are left out.
_AAH_FROM = 50
_AAH_KEPT = (
    "Qui reçoit l'allocation aux adultes handicapés la garde en entier pendant six mois au plus quand un emploi commence : "
    "ces mois ne sont pas comptés, et l'allocation baisse ici plus tôt qu'elle ne le ferait."
)


def new_job(household: Household, what: NewJob, day: date, estimates: Estimates) -> Changed:
    """The wage begins; of what took its place, only unemployment benefit may go on, in part."""
    person = worker(household, what.person, day)
    held = wage_cents(household, person.key, day)
    working = _with_wage(household, what, day, estimates.wages)
    beside = estimates.unemployment(household, working, person.key, day)
    household = ended(without_contract_end(working, person.key), person.key, IN_PLACE_OF_WAGES, day)
    household = _with_benefit(household, person.key, beside)
    if person.activity not in _LASTING:
        household = active(household, person.key, Activity.EMPLOYEE)
    said = ["Le premier salaire est compté au prorata des jours du mois."]
    if held:
        said.append("Le nouvel emploi remplace l'emploi actuel.")
    elif person.disability is not None and person.disability.incapacity_rate >= _AAH_FROM:
        said.append(_AAH_KEPT)
    return household, (*said, *_said_of_unemployment(beside, day))


def _is_paid(household: Household, key: str, day: date) -> bool:
    """Whether unemployment benefit is told to be paid beside the wage."""
    paid = household.resources.get((key, Resource.UNEMPLOYMENT))
    return bool(paid and paid.at(month_of(day)))


def _with_benefit(household: Household, key: str, benefit: Series | None) -> Household:
    if benefit is None:
        return household
    return household.changed(resources={**household.resources, (key, Resource.UNEMPLOYMENT): benefit})


def _said_of_unemployment(beside: Series | None, day: date) -> tuple[str, ...]:
    if beside is None or not beside.amounts_cents:
        return ()
    if not beside.at(months_after(month_of(day), 1)):
        return (_NO_MORE_BESIDE,)
    return (_BESIDE,)


def wage_change(household: Household, what: WageChange, day: date, estimates: Estimates) -> Changed:
    """Another wage, for the same work."""
    person = worker(household, what.person, day)
    if not wage_cents(household, person.key, day):
        raise Impossible(
            "person",
            "Cette personne n'a pas de salaire connu à cette date. Pour une embauche, choisissez « Je trouve un emploi ».",
        )
    if not what.monthly_cents:
        raise Impossible("monthly_cents", "Si le salaire s'arrête, choisissez « Je perds mon emploi ».")
    working = _with_wage(household, what, day, estimates.wages)
    said = "Le mois du changement est partagé entre les deux salaires, au prorata des jours."
    if not _is_paid(household, person.key, day):
        return working, (said,)
    beside = estimates.unemployment(household, working, person.key, day)
    return _with_benefit(working, person.key, beside), (said, *_said_of_unemployment(beside, day))


def job_loss(household: Household, what: JobLoss, day: date, estimates: Estimates) -> Changed:
    """The wage ends; whether unemployment benefit begins is for the rules of unemployment to say. One that was paid beside the wage goes on whole."""
    person = worker(household, what.person, day)
    if person.activity is not Activity.EMPLOYEE and not wage_cents(household, person.key, day):
        raise Impossible("person", "Cette personne n'a pas d'emploi salarié à cette date.")
    idle = paid_from(household, (person.key, Resource.WAGE), day, 0)
    if _is_paid(household, person.key, day) and what.contract_end is not ContractEnd.RESIGNATION:
        whole = estimates.unemployment(household, idle, person.key, day)
        return active(_with_benefit(idle, person.key, whole), person.key, Activity.JOB_SEEKER), (_WHOLE,)
    career = replace(person.career or Career(), contract_end_date=day - _DAY, contract_end=what.contract_end)
    household = ended(idle, person.key, IN_PLACE_OF_WAGES, day)
    household = with_person(household, replace(person, activity=Activity.JOB_SEEKER, career=career))
    if what.contract_end is not ContractEnd.RESIGNATION:
        # That there was no benefit says nothing of the one that this contract opens.
        household = household.changed(without=household.without - {(person.key, Resource.UNEMPLOYMENT)})
    return household, (
        "La personne s'inscrit à France Travail dès la fin du contrat.",
        "Les indemnités de fin de contrat et les congés payés ne sont pas comptés : ils peuvent retarder l'allocation chômage.",
    )


def _with_wage(household: Household, what: NewJob | WageChange, day: date, rates: WageRates) -> Household:
    key = what.person, Resource.WAGE
    known = household.resources.get(key)
    cents = converted(what.monthly_cents, what.basis, known.basis if known else Basis.NET, rates)
    return paid_from(household, key, day, cents)
