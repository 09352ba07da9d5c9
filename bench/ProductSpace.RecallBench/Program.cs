using ProductSpace.RecallBench;
using ProductSpace.RecallBench.Common;
using ProductSpace.RecallBench.Delta;
using ProductSpace.RecallBench.Filters;
using ProductSpace.RecallBench.Hosting;
using ProductSpace.RecallBench.Living;
using ProductSpace.RecallBench.Many;
using ProductSpace.RecallBench.Opening;
using ProductSpace.RecallBench.Peers;
using ProductSpace.RecallBench.Recommending;
using ProductSpace.RecallBench.Sentences;
using ProductSpace.RecallBench.Small;
using ProductSpace.RecallBench.Strategies;

const string usage = """
    RecallBench VERB --option value ...
      peers      our engine beside hnswlib and Faiss, interleaved in one run: recall, QPS, percentiles
                 --snapshot X.psx --vectors F --driver bench/peers/build/hnswlib-driver
                 [--build [--own-m 32]] [--ids F] [--queries Q.fvecs] [--sessions 1000] [--m 16,32] [--ef-construction 200]
                 [--pad] [--hnswlib-index FILE{M}] [--rounds 3] [--k 10] [--threads N] [--open quick|warm|verify]
                 [--huge-pages] [--together THREADS]
                 [--faiss-driver bench/peers/build/faiss-driver] [--faiss hnsw:32,ivfpq] [--k-factor 10,32] [--faiss-index FILE{kind}]
                 [--graphs f32:16=bench/peers/build/usearch-driver,sq8u:16=bench/peers/build/glass-driver,16=bench/peers/build/hnswindex/hnswindex-driver]
                 [--out bench/results/{cpu}/NAME.md] [--svg FILE.svg]
      strategies graph, cells, and cells that start a walk, over a grid of their settings
                 --snapshot X.psx --queries Q.fvecs [--k 10] [--passes 5] [--cells 0,16,...] [--pools 0,10,...] [--out F.md]
      choice     what choosing the nearest cells costs, beside the selection that it replaced
                 --snapshot X.psx --queries Q.fvecs [--count 300] [--passes 7] [--cells 16,...] [--ef 113] [--out F.md]
      starts     walks that end by themselves, from the entry point and from the best rows of cells
                 --snapshot X.psx --queries Q.fvecs [--count 500] [--family 200] [--passes 5] [--cells 16,...] [--targets 900,950,980] [--out F.md]
      ahead      rows of several lengths in random order, by how many are prefetched ahead
                 [--rows 30000] [--lists 300] [--passes 15] [--dimensions 32,...] [--ahead 4,...] [--out F.md]
      prices     what a vector costs in walks and scans by the length of its row, beside the planner's price
                 --snapshots A.psx,B.psx,... --queries A.fvecs,B.fvecs,... [--pools 40,160] [--count 300] [--passes 7] [--out F.md]
      open       what a new process pays: opening, first queries, when they are steady, by open mode and page cache
                 --snapshot X.psx --queries Q.fvecs [--processes 5] [--modes quick,warm,verify] [--cache warm,cold]
                 [--k 10] [--seconds 4] [--out F.md]
      many       single searches beside SearchMany in batches, in turns on one thread
                 --snapshot X.psx --queries Q.fvecs [--k 10] [--passes 5] [--count 1000] [--batches 1,4,16,64,256]
                 [--ef 40,80,160] [--targets 950,990 (thousandths)] [--filters PATH,...] [--scans 64] [--out F.md]
      filters    filters of every width and kind: ours, each of our strategies, hnswlib with its filter functor, a plain gather
                 --snapshot X.psx --vectors F --queries Q.fvecs [--ids F] [--driver bench/peers/build/0.8/hnswlib-driver]
                 [--m 16] [--ef-construction 200] [--pad] [--hnswlib-index FILE] [--count 200] [--rounds 3] [--k 10,100]
                 [--kinds random,own,other,price,facets,not] [--shares 5000,2000,1000,500,200,100,30,10,1 (in 1/10000)]
                 [--pass-milliseconds 1000] [--seed 1] [--threads N] [--out bench/results/{cpu}/filters-NAME.md]
      wide       walks over the matches of wide filters, by cells, pool and stop, beside the search as users ask it
                 --snapshot X.psx --queries Q.fvecs [--k 10] [--count 200] [--passes 1] [--kinds random,own,other] [--shares 5000,2000,1000,500]
                 [--settings search,search:900 (target),match:CELLS:TARGET[:RESULTS[:POOL]],pool:CELLS:POOL] [--out F.md]
      hosting    what a host pays: telemetry, experiments and live recall a query; small shops made and opened, 500 of them
                 --snapshot X.psx --queries Q.fvecs --folder EMPTY [--passes 15] [--count 1000] [--shops 500] [--out F.md]
      shops      shops of many sizes in one process, under caps on open shops and mapped bytes
                 --snapshots A.psx,B.psx,... --folder EMPTY [--shops 500] [--max-open 100] [--max-mebibytes 1024] [--requests 20000] [--threads 2] [--out F.md]
      swap       what queries feel while a follower takes a new generation on
                 --folder F (two generations, the newer one current) [--rounds 4] [--seconds 5] [--k 10] [--mode verify]
      limited    searches in a process whose memory is limited from outside: see bench/memory-limits.sh
                 --snapshot X.psx [--seconds 8] [--before 0 (seconds of searches that are not measured)] [--k 10] [--name TEXT]
      delta      what a delta adds to a query, and how many writes a second it takes
                 --snapshot X.psx [--products 10000] [--count 200] [--passes 15] [--writes 200000] [--writers 2] [--out F.md]
      recommend  what recommendations cost beside the search that they contain
                 --snapshot X.psx (with item tables and popularity) [--count 1000] [--passes 9] [--out F.md]
      sentences  queries from real sentences over word vectors
                 --text lines.txt.gz --snapshot X.psx --out q.fvecs [--count 1000] [--prefix eng:] [--seed 1]
      small      a small shop: the exact scan beside graph and cells, in turns; time, recall, build, bytes
                 --vectors F [--products 5000] [--queries 1000 (the rows behind)] [--query-file Q.fvecs] [--k 10] [--passes 15] [--out F.md]
      synth      a synthetic shop and its session queries
                 --out FOLDER [--products 100000] [--dimension 100] [--queries 1000] [--seed 1] [--easy]
      facets     what the facets of a made shop take in the file, beside other forms
                 [--products 1000000] [--seed 1] [--out F.md]
    How to repeat every figure: native-free-docs/benchmarking.md
    """;

try
{
    Arguments arguments = new(args);
    switch (arguments.Verb)
    {
        case "peers":
            PeersCommand.Run(arguments);
            return 0;
        case "strategies":
            StrategiesCommand.Run(arguments);
            return 0;
        case "choice":
            ChoiceCommand.Run(arguments);
            return 0;
        case "starts":
            StartsCommand.Run(arguments);
            return 0;
        case "ahead":
            AheadCommand.Run(arguments);
            return 0;
        case "prices":
            PricesCommand.Run(arguments);
            return 0;
        case "open":
            OpenCommand.Run(arguments);
            return 0;
        case "open-once":
            OpenOnce.Run(arguments);
            return 0;
        case "many":
            ManyCommand.Run(arguments);
            return 0;
        case "filters":
            FiltersCommand.Run(arguments);
            return 0;
        case "wide":
            WideCommand.Run(arguments);
            return 0;
        case "hosting":
            HostingCommand.Run(arguments);
            return 0;
        case "shops":
            ShopsCommand.Run(arguments);
            return 0;
        case "swap":
            SwapCommand.Run(arguments);
            return 0;
        case "limited":
            LimitedCommand.Run(arguments);
            return 0;
        case "delta":
            DeltaCommand.Run(arguments);
            return 0;
        case "recommend":
            RecommendCommand.Run(arguments);
            return 0;
        case "sentences":
            SentencesCommand.Run(arguments);
            return 0;
        case "small":
            SmallCommand.Run(arguments);
            return 0;
        case "synth":
            SynthCommand.Run(arguments);
            return 0;
        case "facets":
            FacetsCommand.Run(arguments);
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
