"""The optional judge: a language model behind an OpenAI-compatible endpoint says which sentences answer a question.

`endpoint` says where the model is, `prompt` builds what it is sent, `completion` reads what it sends back, `daily_cap`
bounds how often it is asked, `model_judge` asks, with a time limit, a circuit breaker and a cache, and `setup` opens it
from the settings.
"""
