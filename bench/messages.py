"""Households as the contract's messages, for whoever calls the simulator."""

from datetime import date

from mesdroits.common.v1.date_pb2 import Date
from mesdroits.simulator.v1 import household_pb2 as pb

from services.simulator.domain.household import Home, Household, Person
from services.simulator.domain.vocabulary import Resource


def day(value: date | None) -> Date | None:
    """A calendar date."""
    return Date(year=value.year, month=value.month, day=value.day) if value else None


def message_of(household: Household) -> pb.Household:
    """The household, as a client sends it."""
    return pb.Household(
        month=day(household.month),
        persons=[_person(person) for person in household.persons],
        union=pb.Union.Value(f"UNION_{household.union.name}") if household.union else pb.UNION_UNSPECIFIED,
        alone_since_date=day(household.alone_since_date),
        home=_home(household.home) if household.home else None,
        resources=[
            pb.ResourceSeries(
                person=person, kind=pb.ResourceKind.Value(f"RESOURCE_KIND_{kind.name}"), amounts_cents=series.amounts_cents,
                basis=pb.AmountBasis.Value(f"AMOUNT_BASIS_{series.basis.name}"), first_month=day(series.first_month),
                continues=series.continues,
            )
            for (person, kind), series in household.resources.items()
        ],
        without=[_nothing(person, kind) for person, kind in sorted(household.without, key=str)],
        received=[
            pb.ReceivedSeries(
                benefit=one.benefit, person=one.person, first_month=day(one.paid.first_month),
                amounts_cents=one.paid.amounts_cents, open=one.open,
            )
            for one in household.received
        ],
        assets=_assets(household),
        tax_incomes=[
            pb.TaxIncome(year=year, person=person, amount_cents=cents) for (year, person), cents in household.tax_incomes.items()
        ],
    )  # fmt: skip


def _nothing(person: str, kind: Resource | None) -> pb.NoResource:
    return pb.NoResource(
        person=person, kind=pb.ResourceKind.Value(f"RESOURCE_KIND_{kind.name if kind else 'UNSPECIFIED'}")
    )


def _person(person: Person) -> pb.Person:
    ill, career = person.disability, person.career
    return pb.Person(
        person=person.key,
        role=pb.Role.Value(f"ROLE_{person.role.name}"),
        birth_date=day(person.birth_date),
        activity=pb.Activity.Value(f"ACTIVITY_{person.activity.name if person.activity else 'UNSPECIFIED'}"),
        custody=pb.CUSTODY_ALTERNATING if person.alternating_custody else pb.CUSTODY_FULL,
        other_parent_absent=person.other_parent_absent,
        school=pb.SchoolLevel.Value(f"SCHOOL_LEVEL_{person.school.name if person.school else 'UNSPECIFIED'}"),
        scholarship=person.scholarship,
        disability=pb.Disability(
            incapacity_rate=ill.incapacity_rate, work_restriction=ill.work_restriction, aeeh_complement=ill.aeeh_complement,
            unfit_for_work=ill.unfit_for_work,
        ) if ill else None,
        expected_birth_date=day(person.expected_birth_date),
        nationality=pb.Nationality.Value(f"NATIONALITY_{person.nationality.name}"),
        permit_since_date=day(person.permit_since_date),
        career=pb.Career(validated_quarters=career.validated_quarters) if career else None,
        expecting=person.expecting,
    )  # fmt: skip


def _home(home: Home) -> pb.Home:
    return pb.Home(
        occupancy=pb.Occupancy.Value(f"OCCUPANCY_{home.occupancy.name if home.occupancy else 'UNSPECIFIED'}"),
        rent_cents=home.rent_cents,
        commune_code=home.commune_code,
        flat_share=home.flat_share,
        single_room=home.single_room,
        state_agreement=home.state_agreement,
    )


def _assets(household: Household) -> pb.Assets | None:
    owned = household.assets
    if owned is None:
        return None
    return pb.Assets(
        untaxed_savings_cents=owned.untaxed_savings_cents,
        taxed_savings_cents=owned.taxed_savings_cents,
        let_property_rental_value_cents=owned.let_property_rental_value_cents,
        unlet_property_rental_value_cents=owned.unlet_property_rental_value_cents,
        unlet_land_value_cents=owned.unlet_land_value_cents,
    )
