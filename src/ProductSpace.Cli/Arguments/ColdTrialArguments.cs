using System.CommandLine;
using ProductSpace.Evaluation.Cold;

namespace ProductSpace.Cli.Arguments;

/// <summary>Options of `evaluate` that judge estimates of new products in place of models.</summary>
internal sealed class ColdTrialArguments
{
    private readonly Option<bool> _cold = new("--cold")
    {
        Description =
            "In place of models: hides products of the log, estimates them from --catalog as `build` does, and looks "
            + "whether later sessions find them, beside popularity of the category and the nearest by category and "
            + "price.",
    };
    private readonly Option<int> _draws = Common.Option(
        "--draws",
        "With --cold: number of draws, 1 to 20; each hides another twentieth of the products.",
        new ColdTrialOptions().Draws);

    public void AddTo(Command verb) => verb.AddOptions(_cold, _draws);

    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_cold);

    public int Draws(ParseResult parsed) => parsed.GetValue(_draws);
}
