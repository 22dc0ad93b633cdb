"""A household in the terms of the contract: `reading.household_of`, the other way round."""

from mesdroits.simulator.v1 import household_pb2 as pb

from services.simulator.api.writing import day, named
from services.simulator.domain.household import (
    Assets,
    Career,
    Childcare,
    Disability,
    Home,
    Household,
    Leave,
    Person,
    Series,
)
from services.simulator.domain.vocabulary import Resource, SchoolLevel


def household(value: Household) -> pb.Household:
    """The whole household; what is not known is absent."""
    made = pb.Household(
        month=day(value.month),
        persons=[_person(person) for person in value.persons],
        union=named(pb.Union, "UNION", value.union),
        alone_since_date=day(value.alone_since_date) if value.alone_since_date else None,
        home=_home(value.home) if value.home else None,
        resources=[_resource(*key, series) for key, series in value.resources.items()],
        without=[_without(*one) for one in sorted(value.without, key=str)],
        assets=_assets(value.assets) if value.assets else None,
        partner_unknown=value.partner_unknown,
        children_unknown=value.children_unknown,
        disability_unknown=value.disability_unknown,
        bereaved=value.bereaved,
    )
    for paid in value.received:
        made.received.add(
            benefit=paid.benefit,
            person=paid.person,
            first_month=day(paid.paid.first_month),
            amounts_cents=paid.paid.amounts_cents,
            open=paid.open,
        )
    for (year, person), cents in value.tax_incomes.items():
        made.tax_incomes.add(year=year, amount_cents=cents, person=person)
    return made


def _person(value: Person) -> pb.Person:
    return pb.Person(
        person=value.key,
        role=named(pb.Role, "ROLE", value.role),
        birth_date=day(value.birth_date),
        activity=named(pb.Activity, "ACTIVITY", value.activity),
        custody=pb.CUSTODY_ALTERNATING if value.alternating_custody else pb.CUSTODY_UNSPECIFIED,
        other_parent_absent=value.other_parent_absent,
        school=_school(value.school),
        scholarship=value.scholarship,
        disability=_disability(value.disability) if value.disability else None,
        expected_birth_date=day(value.expected_birth_date) if value.expected_birth_date else None,
        nationality=named(pb.Nationality, "NATIONALITY", value.nationality),
        permit_since_date=day(value.permit_since_date) if value.permit_since_date else None,
        career=_career(value.career) if value.career else None,
        childcare=_childcare(value.childcare) if value.childcare else None,
        leave=_leave(value.leave) if value.leave else None,
        expecting=value.expecting,
    )


def _school(value: SchoolLevel | None) -> pb.SchoolLevel.ValueType:
    return pb.SchoolLevel.Value(f"SCHOOL_LEVEL_{value.name}") if value else pb.SCHOOL_LEVEL_UNSPECIFIED


def _disability(value: Disability) -> pb.Disability:
    return pb.Disability(
        incapacity_rate=value.incapacity_rate,
        work_restriction=value.work_restriction,
        aeeh_complement=value.aeeh_complement,
        unfit_for_work=value.unfit_for_work,
    )


def _career(value: Career) -> pb.Career:
    return pb.Career(
        contract_end_date=day(value.contract_end_date) if value.contract_end_date else None,
        contract_end=named(pb.ContractEnd, "CONTRACT_END", value.contract_end),
        days_worked=value.days_worked,
        daily_reference_wage_cents=value.daily_reference_wage_cents,
        validated_quarters=value.validated_quarters,
        average_annual_wage_cents=value.average_annual_wage_cents,
        complementary_points=value.complementary_points,
        children_raised=value.children_raised,
        quarters_before_20=value.quarters_before_20,
        registration_date=day(value.registration_date) if value.registration_date else None,
    )


def _childcare(value: Childcare) -> pb.Childcare:
    return pb.Childcare(
        kind=named(pb.ChildcareKind, "CHILDCARE_KIND", value.kind),
        monthly_hours=value.monthly_hours,
        monthly_cost_cents=value.monthly_cost_cents,
    )


def _leave(value: Leave) -> pb.Leave:
    return pb.Leave(
        kind=named(pb.LeaveKind, "LEAVE_KIND", value.kind),
        start_date=day(value.start_date) if value.start_date else None,
        end_date=day(value.end_date) if value.end_date else None,
        work_percent=value.work_percent,
    )


def _home(value: Home) -> pb.Home:
    return pb.Home(
        occupancy=named(pb.Occupancy, "OCCUPANCY", value.occupancy),
        rent_cents=value.rent_cents,
        commune_code=value.commune_code,
        flat_share=value.flat_share,
        single_room=value.single_room,
        state_agreement=value.state_agreement,
    )


def _resource(person: str, kind: Resource, series: Series) -> pb.ResourceSeries:
    return pb.ResourceSeries(
        person=person,
        kind=named(pb.ResourceKind, "RESOURCE_KIND", kind),
        basis=named(pb.AmountBasis, "AMOUNT_BASIS", series.basis),
        first_month=day(series.first_month),
        amounts_cents=series.amounts_cents,
        continues=series.continues,
    )


def _without(person: str, kind: Resource | None) -> pb.NoResource:
    return pb.NoResource(person=person, kind=named(pb.ResourceKind, "RESOURCE_KIND", kind))


def _assets(value: Assets) -> pb.Assets:
    return pb.Assets(
        untaxed_savings_cents=value.untaxed_savings_cents,
        taxed_savings_cents=value.taxed_savings_cents,
        let_property_rental_value_cents=value.let_property_rental_value_cents,
        unlet_property_rental_value_cents=value.unlet_property_rental_value_cents,
        unlet_land_value_cents=value.unlet_land_value_cents,
    )
