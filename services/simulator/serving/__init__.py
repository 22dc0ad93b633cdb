"""How requests reach the engine: a process that loads the law and forks workers, a queue, batches, and the care of those who die.

In `main.py`: `pool = Pool(law, plan, Limits(workers=…), tell=service.set_serving)`, then `service.background("pool", pool.run)`; the pool is the
`Calculator` of the use cases. `law` names the factory of the work ("services.simulator.serving.law:make"), `plan` says what to warm up today.
"""
