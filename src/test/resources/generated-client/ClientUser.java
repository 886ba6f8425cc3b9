import java.util.ArrayList;
import java.util.List;
import org.openapitools.client.ApiClient;
import org.openapitools.client.api.CampaignsApi;
import org.openapitools.client.api.ExperimentsApi;
import org.openapitools.client.api.InstanceApi;
import org.openapitools.client.api.ScenariosApi;
import org.openapitools.client.model.Campaign;
import org.openapitools.client.model.CampaignRequest;
import org.openapitools.client.model.Http;
import org.openapitools.client.model.Outcome;
import org.openapitools.client.model.Request;
import org.openapitools.client.model.Server;
import org.openapitools.client.model.Spec;
import org.openapitools.client.model.SpecOverride;

/** Uses the generated client: sets what is wanted, and leaves all else at the models' defaults. */
public final class ClientUser {

  private ClientUser() {}

  /** What came of one run of each kind, of a scenario and of a campaign. */
  public static List<String> use(String base, int serverPort) throws Exception {
    ApiClient client = new ApiClient();
    client.updateBaseUri(base);
    ExperimentsApi experiments = new ExperimentsApi(client);
    ScenariosApi scenarios = new ScenariosApi(client);
    List<String> came = new ArrayList<>();

    Integer dataPort = new InstanceApi(client).getInfo(null, null).getDataPort();
    came.add("loopback: " + ran(experiments, new Spec().bytesSent(5).bytesRead(1)));
    came.add(
        "responder: "
            + ran(
                experiments,
                new Spec()
                    .bytesSent(5)
                    .bytesRead(1)
                    .targetHost("127.0.0.1")
                    .targetPort(dataPort)
                    .responderUrl(base)
                    .timeoutMillis(60000)));
    came.add(
        "server: "
            + ran(
                experiments,
                new Spec()
                    .targetHost("127.0.0.1")
                    .targetPort(serverPort)
                    .timeoutMillis(60000)
                    .server(
                        new Server()
                            .request(new Request().http(new Http().path("/").method("GET"))))));
    Outcome scenario =
        scenarios.runScenario(
            "echo-many-bytes-shutdown",
            null,
            null,
            null,
            null,
            null,
            null,
            new SpecOverride().label("generated"));
    came.add("scenario: " + scenario.getVerdict());
    CampaignRequest order = new CampaignRequest().base(new Spec().bytesSent(5)).repetitions(3);
    order.putAxesItem("bytesRead", List.of(1, 5));
    CampaignsApi campaigns = new CampaignsApi(client);
    Campaign campaign = campaigns.startCampaign(order, 60, null, null, null);
    came.add(
        "campaign: "
            + campaign.getStatus()
            + " "
            + campaign.getCells().stream()
                .map(cell -> cell.getPoint() + "=" + cell.getVerdicts())
                .toList());
    Campaign read = campaigns.getCampaign(campaign.getId(), null, null, null, null);
    came.add("read: " + read.getStatus());
    return came;
  }

  private static String ran(ExperimentsApi experiments, Spec spec) throws Exception {
    Outcome made = experiments.runExperiment(spec, null, null, null, null, null, null);
    Outcome kept = experiments.getExperiment(made.getId(), null, null, null);
    return made.getVerdict() + (kept.equals(made) ? " kept" : " kept otherwise");
  }
}
