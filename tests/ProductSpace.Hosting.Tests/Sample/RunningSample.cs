using System.Diagnostics;
using System.Reflection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ProductSpace.Hosting.Tests.Sample;

/// <summary>
/// The sample web shop, run in this process by its own entry point, on a port of its own. The host tells of itself when it is
/// built, as it does to the tools of Entity Framework.
/// </summary>
internal sealed class RunningSample : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly TaskCompletionSource<IHost> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IDisposable> _subscriptions = [];
    private readonly Thread _thread;
    private volatile Exception? _fault;

    public RunningSample(params string[] args)
    {
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
        MethodInfo entry = Assembly.Load("ProductSpace.Storefront").EntryPoint!;
        _thread = new Thread(() =>
        {
            try
            {
                entry.Invoke(null, [args]);
            }
            catch (TargetInvocationException fault)
            {
                _fault = fault.InnerException;
                _built.TrySetException(fault.InnerException!);
            }
        }) { IsBackground = true };
        _thread.Start();
        Host = _built.Task.GetAwaiter().GetResult();
        try
        {
            using ManualResetEventSlim started = new();
            Host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(started.Set);
            Assert.True(started.Wait(TimeSpan.FromSeconds(60)), $"the sample did not start: {_fault}");
        }
        catch (ObjectDisposedException)
        {
            // Built and gone at once: why is what the test has to tell.
            _thread.Join();
            throw new InvalidOperationException($"the sample ended while it started: {_fault}", _fault);
        }

        Address = new Uri(Host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public IHost Host { get; }

    public Uri Address { get; }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.Extensions.Hosting")
        {
            _subscriptions.Add(value.Subscribe(this));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        // Other tests of this process build hosts too; ours is built by our thread.
        if (Thread.CurrentThread == _thread && value.Key == "HostBuilt" && value.Value is IHost host)
        {
            _built.TrySetResult(host);
        }
    }

    public void OnCompleted()
    {
        // Listeners live as long as the process.
    }

    public void OnError(Exception error) => _built.TrySetException(error);

    public void Dispose()
    {
        // The sample's own thread stops and disposes the host; a second stop beside it would meet services that are gone.
        Host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        _thread.Join();
        _subscriptions.ForEach(subscription => subscription.Dispose());
    }
}
