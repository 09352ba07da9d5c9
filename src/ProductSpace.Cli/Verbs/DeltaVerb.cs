using System.CommandLine;

namespace ProductSpace.Cli.Verbs;

/// <summary>`delta`: groups the verbs that change a shop between two builds.</summary>
internal static class DeltaVerb
{
    /// <summary>Creates the verb, and those below it with an example each.</summary>
    public static (Command Verb, (Command Verb, string Example)[] Below) Create()
    {
        (Command Verb, string Example)[] below =
        [
            (
                DeltaAddVerb.Create(),
                "productspace delta add catalog.psx --id boot-7 --like boot-3,boot-4 --category shoes/boots --price "
                + "89.90"),
            (DeltaSetVerb.Create(), "productspace delta set catalog.psx --id boot-3 --in-stock false"),
            (DeltaRemoveVerb.Create(), "productspace delta remove catalog.psx --id boot-3"),
            (DeltaInfoVerb.Create(), "productspace delta info catalog.psd"),
            (DeltaCompactVerb.Create(), "productspace delta compact catalog.psx"),
        ];
        Command verb = new(
            "delta",
            "Changes a shop between two builds: new products, prices, stock, removals, in a small file next to the "
            + "snapshot.");
        foreach ((Command one, _) in below)
        {
            verb.Subcommands.Add(one);
        }

        return (verb, below);
    }
}
