using ProductSpace.TrainerBench.Common;
using ProductSpace.TrainerBench.Labels;
using ProductSpace.TrainerBench.Quality;
using ProductSpace.TrainerBench.Speed;
using ProductSpace.TrainerBench.Training;

const string usage = """
    TrainerBench VERB --option value ...
      quality    what trained embeddings are worth: HR@N and MRR@N of the next view, over the full catalogue
                 --log sessions.txt[.gz]           one session a line, product ids separated by blanks
                 --in IN --out OUT                 one pair of embedding files of any form that the engine reads, or
                 --group NAME in1 out1 in2 out2    pairs of one setting with several seeds; give it again for another
                 [--ids F]                         for forms without ids (.npy, .fvecs): one id a line, the same for all
                 [--n 20] [--max-predictions N] [--seed 1] [--threads 0] [--report FILE.md]
      lines      a view log, cleaned, as plain sentences: --events F... --out sentences.txt [--min-count 1]
      compare    settings of our trainer over seeds, beside each other and a peer's files
                 --train sentences.txt --log sessions.txt [--seeds 5] [--min-count 1] [--max-predictions N] [--report FILE.md]
                 [--group NAME in1 out1 ...] --ours NAME [name=value ...]    again for another setting
      speed      one epoch of ours and of word2vec.c in turns
                 --train sentences.txt --word2vec PROGRAM [--rounds 3] [--peer-rounds N] [--min-count 5] [--threads 1,2]
                 --ours NAME [name=value ...] [--report FILE.md]
      labels     item2vec beside SVD by the labels of near products, which none of them was trained on
                 --events F... --products F.csv [--labels genres] [--seeds 5] [--shuffles 4] [--unpopular-from 5] [--unpopular-to 20]
                 [--item2vec name=value ...] [--report FILE.md]
    How to repeat every figure: native-free-docs/evaluation.md
    """;

try
{
    CommandWords words = new(args);
    switch (words.Verb)
    {
        case "quality":
            QualityCommand.Run(words);
            return 0;
        case "lines":
            LinesCommand.Run(words);
            return 0;
        case "compare":
            CompareCommand.Run(words);
            return 0;
        case "speed":
            SpeedCommand.Run(words);
            return 0;
        case "speed-one":
            SpeedCommand.RunOne(words);
            return 0;
        case "labels":
            LabelsCommand.Run(words);
            return 0;
        case "--help" or "-h":
            Console.WriteLine(usage);
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
