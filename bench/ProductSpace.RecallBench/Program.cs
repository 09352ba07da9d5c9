using ProductSpace.RecallBench;
using ProductSpace.RecallBench.Ablations;
using ProductSpace.RecallBench.Common;
using ProductSpace.RecallBench.Peers;
using ProductSpace.RecallBench.Sentences;

const string usage = """
    peers      our engine beside hnswlib, interleaved in one run: recall, QPS, percentiles
    ablate     what each part of our walk and codes brings, on one graph
    sentences  queries from real sentences over word vectors
    synth      a synthetic shop and its session queries
    Commands and figures: native-free-docs/benchmarking.md
    """;

try
{
    Arguments arguments = new(args);
    switch (arguments.Verb)
    {
        case "peers":
            PeersCommand.Run(arguments);
            return 0;
        case "ablate":
            AblateCommand.Run(arguments);
            return 0;
        case "sentences":
            SentencesCommand.Run(arguments);
            return 0;
        case "synth":
            SynthCommand.Run(arguments);
            return 0;
        default:
            Console.Error.WriteLine(usage);
            return 2;
    }
}
catch (Exception fault) when (fault is ArgumentException or IOException or InvalidOperationException)
{
    Console.Error.WriteLine(fault.Message);
    return 1;
}
