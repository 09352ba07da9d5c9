using System.CommandLine;

namespace ProductSpace.Cli.Arguments;

/// <summary>Whether a build estimates vectors for products of the catalogue that the model lacks.</summary>
internal sealed class ColdArguments
{
    private const string On = "on";

    private readonly Option<string> _cold = Common.Option(
        "--cold",
        "With a model and a catalogue: on, estimate vectors and entries of tables from category, price, brand, "
        + "facets and name for products that the model lacks; off, leave such products out.",
        On);

    public void AddTo(Command verb)
    {
        _cold.AcceptOnlyFromAmong(On, "off");
        verb.Options.Add(_cold);
    }

    public bool IsOn(ParseResult parsed) => parsed.GetValue(_cold) == On;
}
